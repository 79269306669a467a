import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newPlace, run, startProgram } from './program.ts';

/** A server that answers with this status, and its address. */
async function answering(status: number, body = ''): Promise<string> {
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.each([
  ['nonsense', 'allswell'],
  ['start --nonsense', 'allswell start'],
  ['backup', 'allswell backup'],
  ['history nonsense', 'allswell history'],
  ['history export --nonsense', 'allswell history export'],
  ['incident open', 'allswell incident open'],
])('wrong usage ends by code 2, and names the help: %s', async (args, command) => {
  const { code, stderr } = await run(await newPlace(), ...args.split(' ')).ended;
  expect(code).toBe(2);
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^error: /), `(see ${command} --help)`]);
});

test('a check that there is not ends by code 2', async () => {
  const { code, stderr } = await run(await newPlace(), 'check', '--json', 'absent').ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/^there is no check absent; there are .+\n$/);
});

test.each([['--help'], ['--version'], []])('%s ends by code 0', async (...args) => {
  const { code, stdout } = await run(await newPlace(), ...args).ended;
  expect(code).toBe(0);
  expect(stdout).not.toBe('');
});

test('validate says what it found', async () => {
  const place = await newPlace();
  place.configure('checks:\n  - { id: a, name: A, type: memory }\n  - { id: b, name: B, type: memory }\n');
  const good = await run(place, 'validate').ended;
  expect([good.code, good.stdout]).toEqual([0, 'allswell.config.yaml: valid, 2 checks\n']);
  place.configure('checks: 1\nsite: 2\n');
  const bad = await run(place, 'validate').ended;
  expect(bad.code).toBe(2);
  expect(bad.stderr.trim().split('\n')).toHaveLength(2);
});

test('check runs the checks once and tells by its code whether a critical one is down', async () => {
  const place = await newPlace();
  const [up, down] = [await answering(200), await answering(500)];
  place.configure(`checks:
  - { id: good, name: Good, type: http, url: "${up}" }
  - { id: minor, name: Minor, type: http, url: "${down}", severity: warning }
  - { id: bad, name: Bad, type: http, url: "${down}" }
`);
  const all = await run(place, 'check').ended;
  expect(all.code).toBe(1);
  const rows = all.stdout.trim().split('\n');
  expect(rows.map((row) => row.split(/ +/).slice(0, 2))).toEqual([
    ['up', 'good'],
    ['degraded', 'minor'],
    ['down', 'bad'],
  ]);
  expect(rows[2]).toContain('unexpected HTTP status');
  expect((await run(place, 'check', 'good', 'minor').ended).code).toBe(0);
  const json = await run(place, 'check', 'bad', '--json').ended;
  const results = JSON.parse(json.stdout) as { responseTimeSeconds: number; phases: Record<string, number> }[];
  expect(results).toMatchObject([{ check: 'bad', state: 'down', code: 'http_status' }]);
  // Seconds both: the phases are parts of the whole, but for rounding.
  for (const { responseTimeSeconds, phases } of results) {
    const sum = Object.values(phases).reduce((one, other) => one + other, 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(responseTimeSeconds + 0.001);
  }
});

test('check without a configuration looks at this machine, before the first start, too', async () => {
  const { stdout } = await run(await newPlace(), 'check', 'storage', 'disk', 'database', '--json').ended;
  const results = JSON.parse(stdout) as { check: string; code: string | null }[];
  expect(results.map(({ check }) => check)).toEqual(['database', 'storage', 'disk']);
  // A disk may be full, but its folder is there.
  expect(results.filter(({ code }) => code !== null && code !== 'usage_high')).toEqual([]);
});

test('health asks a running server, and backup copies its database while it runs', async () => {
  const place = await newPlace({ ALLSWELL_METRICS_TOKEN: 'sesame' });
  place.configure('checks:\n  - { id: a, name: Memory, type: memory, interval: 1s, degraded: 100, down: 100 }\n');
  const program = await startProgram(place);
  await expect
    .poll(async () => (await run(place, 'health').ended).stdout, { interval: 500 })
    .toMatch(/^pass: All systems operational\nup {2}a/);
  expect((await run(place, 'health', program.url).ended).code).toBe(0);
  delete place.env['ALLSWELL_METRICS_TOKEN'];
  const denied = await run(place, 'health').ended;
  expect([denied.code, denied.stderr]).toEqual([
    2,
    `${program.url}: the server wants a token: set ALLSWELL_METRICS_TOKEN\n`,
  ]);

  const copy = join(place.folder, 'copy.db');
  const backup = await run(place, 'backup', copy).ended;
  expect([backup.code, backup.stderr]).toEqual([0, '']);
  const busy = await run(place, 'restore', copy).ended;
  expect(busy.code).toBe(1);
  expect(busy.stderr).toContain('in use');
  program.process.kill('SIGTERM');
  await program.ended;
  const restored = await run(place, 'restore', copy).ended;
  expect([restored.code, restored.stderr]).toEqual([0, '']);
});

test('health tells when there is no server, and when it is another one', async () => {
  const place = await newPlace();
  const none = await run(place, 'health').ended;
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('no connection');
  const other = await run(place, 'health', await answering(200, '<p>hello')).ended;
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('is not Allswell') as unknown]);
});
