import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { isReady, newPlace, run, startProgram, statusOf, survivors, until, type Program } from './program.ts';

const CONFIG = `
defaults: { interval: 1s, timeout: 1s }
checks:
  - { id: storage, name: Storage, type: storage, path: . }
`;

async function lastRunAt(program: Program): Promise<string | null> {
  const response = await fetch(`${program.url}/api/health?format=json`);
  const body = (await response.json()) as { checks?: { lastRunAt: string | null }[] };
  return body.checks?.[0]?.lastRunAt ?? null;
}

async function started(): Promise<Program> {
  const place = await newPlace();
  place.configure(CONFIG);
  const program = await startProgram(place);
  // One that lived this long is started again at once.
  await until(() => performance.now() - begun > 5_500);
  return program;
}
let begun = 0;

function kill(program: Program, role: 'web' | 'worker'): number {
  const pid = program.childNamed(role);
  if (pid === null) throw new Error(`there is no ${role}\n${program.output()}`);
  process.kill(pid, 'SIGKILL');
  return pid;
}

test('serving goes on after the death of web, checking after that of the worker', async () => {
  begun = performance.now();
  const program = await started();

  const web = kill(program, 'web');
  const served = await until(
    async () => program.childNamed('web') !== web && (await statusOf(`${program.url}/`)) === 200 && isReady(program),
    () => program.output(),
  );

  const before = await lastRunAt(program);
  const worker = kill(program, 'worker');
  const checked = await until(
    async () => program.childNamed('worker') !== worker && (await lastRunAt(program)) !== before,
    () => program.output(),
  );
  process.stdout.write(`served again after ${served.toFixed(0)} ms, checked after ${checked.toFixed(0)} ms\n`);
  expect(await statusOf(`${program.url}/readyz`)).toBe(200);
});

test('when the supervisor is killed, nothing of it survives', async () => {
  const place = await newPlace();
  place.configure(CONFIG);
  const program = await startProgram(place);
  program.process.kill('SIGKILL');
  await until(
    () => survivors(program).length === 0,
    () => survivors(program).join('\n'),
  );
});

test.each([['web'], ['worker']] as const)(
  'when the %s is killed and then the supervisor, nothing survives',
  async (role) => {
    const place = await newPlace();
    place.configure(CONFIG);
    const program = await startProgram(place);
    const pid = kill(program, role);
    await until(() => (program.childNamed(role) ?? pid) !== pid);
    program.process.kill('SIGKILL');
    await until(
      () => survivors(program).length === 0,
      () => survivors(program).join('\n'),
    );
  },
);

/** Waits until it has ended by itself; fails when it does not. */
async function end(program: Program): Promise<number | null> {
  await until(
    () => program.process.exitCode !== null || program.process.signalCode !== null,
    () => `${survivors(program).join('\n')}\n${program.output()}`,
  );
  return program.process.exitCode;
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends everything, half-sent requests included', async (signal) => {
  const place = await newPlace();
  place.configure(CONFIG);
  const program = await startProgram(place);
  const halves = ['GET / HTTP/1.1\r\nHost: a\r\n', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc', ''];
  for (const half of halves)
    connect(place.port, '127.0.0.1')
      .on('error', () => undefined)
      .write(half || ' ');
  await new Promise((resolve) => setTimeout(resolve, 200));
  // As a terminal does it: to the whole group.
  program.signalGroup(signal);
  expect(await end(program)).toBe(0);
  expect(survivors(program)).toEqual([]);
});

test('a signal that comes while it starts ends it as well', async () => {
  const place = await newPlace();
  const program = run(place, 'start');
  await until(() => program.childNamed('worker') !== null || survivors(program).length >= 3);
  program.process.kill('SIGTERM');
  expect(await end(program)).toBe(0);
  expect(survivors(program)).toEqual([]);
});
