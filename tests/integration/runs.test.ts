import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import { startControlled } from './servers.ts';
import { ask, bearer, becomes, checkNow, health, outagesIn, sampleOf, samples } from './surfaces.ts';

const ADMIN = bearer('admin-of-this-test');

/** A program that runs these checks of a controlled server, by the end of the options of each. */
async function watching(checks: Readonly<Record<string, string>>, env: Record<string, string> = {}) {
  const app = await startControlled(onTestFinished);
  const place = await newPlace(env);
  const lines = Object.entries(checks).map(
    ([id, options]) =>
      `  - { id: ${id}, name: ${id}, type: http, url: "http://127.0.0.1:${app.port}/${id}", ${options} }`,
  );
  place.configure(`defaults: { timeout: 10s }\nchecks:\n${lines.join('\n')}\n`);
  return { app, program: await startProgram(place) };
}

test('?fresh=true and POST run the checks now, for the admin alone', async () => {
  const { app, program } = await watching(
    { one: 'interval: 1h', two: 'interval: 1h' },
    { ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test', ALLSWELL_METRICS_TOKEN: 'metrics' },
  );
  await until(async () => (await health(program, '', ADMIN)).json.status === 'pass');
  const runs = app.answered.length;

  for (const headers of [{}, bearer('metrics'), bearer('wrong')]) {
    expect((await ask(program, '/api/health?fresh=true', headers)).status).toBe(401);
    expect((await ask(program, '/api/checks/one/run', headers, 'POST')).status).toBe(401);
  }
  expect(app.answered).toHaveLength(runs);

  app.at('/one').status = 500;
  // What is stored is served, whatever became of the target since.
  expect((await health(program, '', ADMIN)).status).toBe(200);
  const fresh = await ask(program, '/api/health?format=json&fresh=true&check=one', ADMIN);
  expect(fresh.status).toBe(503);
  expect(JSON.parse(fresh.body)).toMatchObject({ status: 'fail', checks: [{ id: 'one', code: 'http_status' }] });
  expect(app.answered.slice(runs).map(({ path }) => path)).toEqual(['/one']);
  expect((await health(program, '', ADMIN)).status).toBe(503);
  const metrics = await ask(program, '/api/health?format=prometheus&fresh=true&check=two', ADMIN);
  expect([metrics.status, sampleOf(metrics.body, 'health_check_status', 'two')]).toEqual([200, 1]);

  app.at('/one').status = 204;
  const ran = await ask(program, '/api/checks/one/run', ADMIN, 'POST');
  expect([ran.status, JSON.parse(ran.body)]).toEqual([200, expect.objectContaining({ check: 'one', state: 'up' })]);
  expect((await health(program, '', ADMIN)).status).toBe(200);
  expect((await ask(program, '/api/checks/absent/run', ADMIN, 'POST')).status).toBe(404);
  expect((await ask(program, '/api/checks/one/run', ADMIN)).status).toBe(405);

  // Whoever asks while it runs waits for the same run.
  app.at('/one').delay = 2_000;
  const before = app.answered.length;
  const paths = Array<string>(5).fill('/api/health?format=json&fresh=true&check=one');
  const together = await Promise.all(paths.map((path) => ask(program, path, ADMIN)));
  expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(app.answered.length - before).toBeLessThanOrEqual(2);
});

test('without an admin token nothing can be run over HTTP', async () => {
  const { program } = await watching({ one: 'interval: 1h' });
  expect((await ask(program, '/api/health?fresh=true')).status).toBe(403);
  expect((await ask(program, '/api/checks/one/run', {}, 'POST')).status).toBe(403);
  expect((await ask(program, '/api/checks/one/run', bearer('any'), 'POST')).status).toBe(403);
});

test('a failing check of severity warning is degraded, and fails nothing', async () => {
  const { app, program } = await watching({ one: 'interval: 1s, severity: warning', two: 'interval: 1s' });
  await becomes(program, 'one', 'up');
  app.at('/one').status = 500;
  await becomes(program, 'one', 'degraded', 'http_status');
  const { status, json } = await health(program);
  expect([status, json.status, json.description]).toEqual([200, 'warn', 'one is degraded']);
  const { body } = await ask(program, '/api/health?format=prometheus');
  expect(sampleOf(body, 'health_check_status', 'one')).toBe(1);
  expect(sampleOf(body, 'health_check_degraded', 'one')).toBe(1);
  expect(samples(body, 'health_check_overall_status').get('')).toBe(1);
  const [outage] = outagesIn((await ask(program, '/feed.atom')).body, 'one');
  expect(outage?.title).toBe('one is degraded');
});

test('with thresholds a state changes late, and the outage begins at the first failing result', async () => {
  const { app, program } = await watching(
    { one: 'interval: 1h, failureThreshold: 3, successThreshold: 2' },
    { ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test' },
  );
  const check = () => checkNow(program, 'one');
  /** Runs it once more: when that ended. */
  const runNow = async (status: number) => {
    app.at('/one').status = status;
    // No two of them in one millisecond, and an outage of a second at least.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { body } = await ask(program, '/api/checks/one/run', ADMIN, 'POST');
    return Date.parse((JSON.parse(body) as { at: string }).at);
  };
  // The first verdict needs no threshold.
  await until(async () => (await check())?.state === 'up');
  expect(Date.parse((await check())?.since ?? '')).toBe(Date.parse((await check())?.lastRunAt ?? ''));

  const since = await runNow(500);
  await runNow(500);
  expect((await check())?.state).toBe('up');
  const confirmed = await runNow(500);
  expect(await check()).toMatchObject({ state: 'down', code: 'http_status', since: new Date(since).toISOString() });
  const [outage] = await outages(program);
  expect([outage?.published, outage?.updated]).toEqual([since, confirmed]);

  const up = await runNow(200);
  expect((await check())?.state).toBe('down');
  await runNow(200);
  expect(await check()).toMatchObject({ state: 'up', since: new Date(up).toISOString() });
  const [ended, ...more] = await outages(program);
  expect(more).toEqual([]);
  expect([ended?.id, ended?.published]).toEqual([outage?.id, since]);
  expect(ended?.title).toBe(`one was down for ${words(up - since)}`);
});

async function outages(program: Program) {
  return outagesIn((await ask(program, '/feed.atom')).body, 'one');
}

function words(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${seconds} second${seconds === 1 ? '' : 's'}`;
}
