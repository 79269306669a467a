import { expect, test } from 'vitest';
import { newPlace, run, startProgram } from './program.ts';

const CONFIGURATION = `checks:
  - { id: web, name: Web, type: memory, interval: 1s }
  - { id: db, name: DB, type: memory, interval: 1s }
`;

async function textAt(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test('incidents and maintenance written on the command line are on the surfaces of the running server', async () => {
  const place = await newPlace();
  place.configure(CONFIGURATION);
  const early = await run(place, 'incident', 'list').ended;
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('start Allswell first')]);

  const { url } = await startProgram(place);
  const opened = await run(place, 'incident', 'open', 'Payments fail', '--body', 'We **look**.', '--check', 'web')
    .ended;
  expect([opened.code, opened.stderr]).toEqual([0, '']);
  const id = opened.stdout.split(' ')[0] ?? '';
  expect(opened.stdout).toBe(`${id} investigating: Payments fail\n`);
  await expect.poll(() => textAt(url)).toContain('Payments fail');
  expect(await textAt(`${url}/metrics`)).toMatch(/^health_check_incidents_open 1$/m);
  expect(await textAt(`${url}/feed.atom`)).toContain(`/incident/${id}`);

  const list = await run(place, 'incident', 'list').ended;
  expect(list.stdout).toMatch(
    new RegExp(`^${id}  investigating  minor  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC  Payments fail\n$`),
  );
  const resolved = await run(place, 'incident', 'resolve', id, '--json').ended;
  expect(JSON.parse(resolved.stdout)).toMatchObject({
    id,
    status: 'resolved',
    checks: ['web'],
    updates: [{ status: 'resolved' }, { status: 'investigating', body: 'We **look**.' }],
  });
  const again = await run(place, 'incident', 'resolve', id, '--json').ended;
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, JSON.parse(resolved.stdout)]);
  await expect.poll(() => textAt(`${url}/metrics`)).toMatch(/^health_check_incidents_open 0$/m);
  expect((await run(place, 'incident', 'list').ended).stdout).toBe('no incidents\n');
  expect((await run(place, 'incident', 'list', '--all').ended).stdout).toContain('Payments fail');

  const planned = [new Date(Date.now() - 60_000).toISOString(), '--for', '2h', '--check', 'db'];
  const window = await run(place, 'maintenance', 'schedule', 'New disks', '--body', 'x', '--from', ...planned).ended;
  expect([window.code, window.stderr]).toEqual([0, '']);
  const plan = window.stdout.split(' ')[0] ?? '';
  const underMaintenance = async () =>
    /^health_check_maintenance\{check="db"\} (\d)$/m.exec(await textAt(`${url}/metrics`))?.[1];
  await expect.poll(underMaintenance).toBe('1');
  expect((await run(place, 'maintenance', 'list').ended).stdout).toContain('in_progress');
  expect((await run(place, 'maintenance', 'cancel', plan).ended).code).toBe(0);
  await expect.poll(underMaintenance).toBe('0');
}, 120_000);

test('what is wrong is said, with the rule and the value, and by code 2', async () => {
  const place = await newPlace();
  place.configure(CONFIGURATION);
  await startProgram(place);
  const wrong = await run(place, 'incident', 'open', 'x', '--body', 'x', '--check', 'absent').ended;
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/checks.*web.*"absent"/)]);
  const late = await run(place, 'incident', 'open', 'x', '--body', 'x', '--at', 'soon').ended;
  expect([late.code, late.stderr]).toEqual([2, expect.stringMatching(/^at: .*"soon"/)]);
  for (const args of [['incident', 'open', 'x'], ['incident'], ['incident', 'close', 'x'], ['maintenance', 'cancel']])
    expect([args, (await run(place, ...args).ended).code]).toEqual([args, 2]);
  const absent = await run(place, 'incident', 'resolve', 'nothing').ended;
  expect([absent.code, absent.stderr]).toEqual([1, expect.stringContaining('nothing')]);
  const body = ['--body', 'x', '--from', '2026-06-17T22:00:00Z'];
  const lasting = await run(place, 'maintenance', 'schedule', 'x', ...body, '--for', 'long').ended;
  expect([lasting.code, lasting.stderr]).toEqual([2, expect.stringContaining('"long"')]);
}, 120_000);
