import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import { startControlled } from './servers.ts';
import { ask, becomes, checkNow, outagesIn, samples } from './surfaces.ts';

async function metric(program: Program, name: string, labels = ''): Promise<number | undefined> {
  return samples((await ask(program, '/metrics')).body, `health_check_${name}`).get(labels);
}

async function verbose(program: Program): Promise<string> {
  return (await ask(program, '/readyz?verbose')).body;
}

test('a changed file is applied, a bad one is not, and no history is lost', async () => {
  const app = await startControlled(onTestFinished);
  const place = await newPlace();
  const check = (id: string, name: string, path: string, more = '') =>
    `  - { id: ${id}, name: ${name}, type: http, url: "http://127.0.0.1:${app.port}${path}"${more} }\n`;
  const configure = (...checks: string[]) =>
    place.configure(`defaults: { interval: 1s, timeout: 1500ms }\nchecks:\n${checks.join('')}`);
  const configOk = () => metric(program, 'config_last_reload_successful');
  const runs = (id: string) => metric(program, 'runs_total', `check="${id}",result="up"`);

  configure(check('one', 'First', '/one'));
  const program = await startProgram(place);
  await becomes(program, 'one', 'up');
  app.at('/one').status = 500;
  await becomes(program, 'one', 'down', 'http_status');
  app.at('/one').status = 200;
  await becomes(program, 'one', 'up');
  const [outage] = outagesIn((await ask(program, '/feed.atom')).body, 'one');
  const before = (await runs('one')) ?? 0;
  expect(before).toBeGreaterThanOrEqual(2);

  // Another name and another target; a second check.
  configure(check('one', 'Renamed', '/moved'), check('two', 'Second', '/two'));
  await becomes(program, 'two', 'up');
  await until(() => app.answered.some(({ path }) => path === '/moved'));
  expect((await checkNow(program, 'one'))?.name).toBe('Renamed');
  expect(await runs('one')).toBeGreaterThanOrEqual(before);
  const renamed = outagesIn((await ask(program, '/feed.atom')).body, 'one');
  expect(renamed.map(({ id, updated }) => ({ id, updated }))).toEqual([{ id: outage?.id, updated: outage?.updated }]);
  expect(renamed[0]?.title).toMatch(/^Renamed was down for /);

  // A bad file: the last good one stays, and it is said.
  configure(check('one', 'Bad', '/bad', ', nonsense: 1'), check('two', 'Second', '/two'));
  await until(async () => (await configOk()) === 0);
  expect(await verbose(program)).toContain(
    '[!]configuration: the file on disk has a problem; the last good one is in force',
  );
  expect(await verbose(program)).toContain('[+]worker ok');
  expect((await ask(program, '/readyz')).status).toBe(200);
  expect(program.output()).toMatch(/allswell\.config\.yaml:3:\d+: checks\[0\]\.nonsense: is not a known key/);
  const { length } = app.answered;
  await until(() => app.answered.length >= length + 4);
  expect((await checkNow(program, 'one'))?.name).toBe('Renamed');
  expect(app.answered.some(({ path }) => path === '/bad')).toBe(false);

  // Good again, under another id: what was known of the old one is carried over.
  const kept = (await runs('one')) ?? 0;
  configure(check('uno', 'Uno', '/uno', ', formerIds: [one]'));
  await until(async () => (await configOk()) === 1);
  expect(await verbose(program)).toContain('[+]configuration ok');
  await until(async () => (await ask(program, '/api/health/uno')).status === 200);
  await until(() => app.answered.some(({ path }) => path === '/uno'));
  expect(await runs('uno')).toBeGreaterThanOrEqual(kept);
  const moved = outagesIn((await ask(program, '/feed.atom')).body, 'uno');
  expect(moved.map(({ id, published }) => ({ id, published }))).toEqual([
    { id: outage?.id, published: outage?.published },
  ]);
  const history = JSON.parse((await ask(program, '/api/checks/uno/history?range=1h')).body) as {
    total: { runs: Record<string, number> };
  };
  expect(history.total.runs['down']).toBeGreaterThanOrEqual(1);
  expect(history.total.runs['up']).toBeGreaterThanOrEqual(kept);
  for (const gone of ['one', 'two']) {
    expect((await ask(program, `/api/health/${gone}`)).status).toBe(404);
    expect((await ask(program, `/checks/${gone}`)).status).toBe(404);
  }
});
