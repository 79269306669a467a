import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isReady, newPlace, run, startProgram, statusOf, survivors, until, type Program } from './program.ts';

test('a bad configuration is refused with all that is wrong, by code 2 and without a stack', async () => {
  const place = await newPlace();
  place.configure('checks:\n  - { id: a, name: A, type: nonsense }\n  - { id: a, name: B, type: memory }\nextra: 1\n');
  const program = run(place, 'start');
  const { code, stderr } = await program.ended;
  expect(code).toBe(2);
  expect(stderr).not.toMatch(/^\s+at /m);
  const lines = stderr.trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(3);
  for (const line of lines) expect(line).toMatch(/^\.\/allswell\.config\.yaml:\d+:\d+: /);
  expect(survivors(program)).toEqual([]);
  expect(existsSync(join(place.folder, 'allswell.db'))).toBe(false);
});

test('a bad environment is refused, by code 2', async () => {
  const place = await newPlace({ PORT: 'http' });
  const { code, stderr } = await run(place, 'start').ended;
  expect(code).toBe(2);
  expect(stderr).toBe('PORT: must be a whole number from 0 to 65535 (got "http")\n');
});

test('a port in use is said in one line, and ends everything by code 2', async () => {
  const place = await newPlace();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  place.env['PORT'] = String(port);
  const program = run(place, 'start');
  const { code, stderr } = await program.ended;
  expect(code).toBe(2);
  expect(stderr).toContain(
    `Cannot listen on 127.0.0.1:${port}: another program listens there already. Set PORT and HOST.\n`,
  );
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(survivors(program)).toEqual([]);
});

test.each([
  [
    '/proc/nowhere/allswell.db',
    "make the folder of the database /proc/nowhere/allswell.db: ENOENT: no such file or directory, mkdir '/proc/nowhere'",
  ],
  ['/proc/allswell.db', 'open the database /proc/allswell.db: unable to open database file'],
])('a place that takes no database, %s, is said in one line, and ends everything by code 2', async (path, what) => {
  const program = run(await newPlace({ DATABASE_URL: `file:${path}` }), 'start');
  const { code, stderr } = await program.ended;
  expect(stderr).toBe(`cannot ${what}\n`);
  expect(code).toBe(2);
});

test('a disk without room is said in one line, and the worker tried again until there is some', async () => {
  const place = await newPlace({ DATABASE_URL: 'file:/dev/full' });
  const said = 'there is no room for the database /dev/full: database or disk is full\n';
  const worker = await run(place, 'worker').ended;
  expect([worker.code, worker.stderr]).toEqual([1, said]);
  const program = run(place, 'start');
  await until(
    () => program.output().split(said).length > 2,
    () => program.output(),
  );
  expect(program.process.exitCode).toBeNull();
});

test('a signal to read the configuration again, however early it comes, ends nothing', async () => {
  const place = await newPlace();
  const program = run(place, 'start');
  await until(() => catchesHangUp(program));
  // From when it is first heard until all is there.
  const again = setInterval(() => program.process.kill('SIGHUP'), 5);
  onTestFinished(() => clearInterval(again));
  await until(
    async () => program.process.exitCode !== null || program.process.signalCode !== null || (await isReady(program)),
    () => program.output(),
  );
  clearInterval(again);
  expect([program.process.exitCode, program.process.signalCode]).toEqual([null, null]);
  expect(program.output()).not.toContain('is started again');
  await until(() => program.output().includes('why="asked for by a signal"'));
});

/** Whether it would not be ended by SIGHUP, from /proc: the mask's lowest bit. */
function catchesHangUp({ process: { pid } }: Program): boolean {
  const mask = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1];
  return (Number.parseInt(mask?.at(-1) ?? '0', 16) & 1) === 1;
}

test('all that is said is the log, and where it is', async () => {
  const program = await startProgram(await newPlace());
  expect(await statusOf(program.url)).toBe(200);
  await until(() => program.output().includes('Allswell is at '));
  const lines = program.output().trimEnd().split('\n');
  const isRecord = (line: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z (info|warn|error) (supervisor|worker|web) /.test(line);
  expect(lines.filter((line) => !isRecord(line))).toEqual([
    `Allswell is at http://localhost:${new URL(program.url).port}`,
  ]);
});

test('the web process holds no credential of a check', async () => {
  const place = await newPlace({ PROBE_PASSWORD: 'hunter2' });
  place.configure('checks:\n  - { id: a, name: A, type: memory }\n');
  const program = await startProgram(place);
  const environment = (role: 'web' | 'worker') =>
    readFileSync(`/proc/${program.childNamed(role) ?? 0}/environ`, 'utf8');
  expect(environment('worker')).toContain('hunter2');
  expect(environment('web')).not.toContain('hunter2');
});

test('a changed configuration is applied by itself', async () => {
  const place = await newPlace();
  place.configure('checks:\n  - { id: a, name: A, type: memory }\n');
  const program = await startProgram(place);
  expect(await statusOf(`${program.url}/api/health/b`)).toBe(404);
  place.configure('checks:\n  - { id: a, name: A, type: memory }\n  - { id: b, name: B, type: memory }\n');
  await until(
    async () => (await statusOf(`${program.url}/api/health/b`)) === 200,
    () => program.output(),
  );
});
