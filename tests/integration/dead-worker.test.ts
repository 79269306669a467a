import { expect, test } from 'vitest';
import { newPlace, run, until, statusOf, type Program } from './lifecycle/program.ts';
import { readStored, resultsOf } from './stored.ts';
import { ask, health, samples } from './surfaces.ts';
import { httpChecks, startTarget } from './target.ts';

const VALIDITY = 3_000 + 2_000 + 5_000;
/** Of `/readyz`, and of what is said of the whole: the worker writes a word each 10 s at least. */
const SILENCE = 15_000;

interface HistoryJson {
  readonly spans: readonly { readonly from: string; readonly to: string; readonly state: string }[];
  readonly total: { readonly uptime: number | null; readonly seconds: { readonly unknown: number } };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
const states = async (web: Program) => (await health(web)).json.checks.map(({ state }) => state);

test('what a dead worker said becomes unknown on every surface, and its gap is no data for ever', async () => {
  const place = await newPlace();
  const { url } = await startTarget({ delay: 2, failing: 0 });
  place.configure(httpChecks(url, 2, 'interval: 3s, timeout: 2s'));
  const worker = run(place, 'worker');
  const web = run(place, 'web');
  const output = () => worker.output() + web.output();
  await until(async () => (await statusOf(`${web.url}/readyz`)) === 200, output);
  await until(async () => (await states(web)).join() === 'up,up', output);
  await wait(3_000);
  worker.process.kill('SIGKILL');
  await worker.ended;

  const before = readStored(place);
  const last = ['c0', 'c1'].map((check) => resultsOf(before, check).at(-1)?.at ?? 0);
  await wait(600);
  const feed = (await ask(web, '/feed.atom')).body;
  expect(await states(web)).toEqual(['up', 'up']);
  await until(async () => (await states(web)).join() === 'unknown,unknown', output);

  const { status, json } = await health(web);
  expect([status, json.status, json.description]).toEqual([200, 'warn', 'No current results']);
  expect(json.checks.map(({ state, since }) => [state, Date.parse(since ?? '')])).toEqual(
    last.map((at) => ['unknown', at + VALIDITY]),
  );
  const draft = await ask(web, '/api/health', { accept: 'application/health+json' });
  expect(JSON.parse(draft.body)).toMatchObject({ status: 'warn', checks: { 'c0:responseTime': [{ status: 'warn' }] } });
  expect((await ask(web, '/api/health?format=text')).body).toMatch(/^unknown +c0.*\nunknown +c1.*\n$/);
  for (const format of ['prometheus', 'openmetrics']) {
    const { body } = await ask(web, `/api/health?format=${format}`);
    expect(samples(body, 'health_check_status').size).toBe(0);
    expect(samples(body, 'health_check_overall_status').size).toBe(0);
    expect(samples(body, 'health_check_info').size).toBe(2);
  }
  expect((await ask(web, '/')).body).toContain('No current results');
  const page = (await ask(web, '/checks/c0')).body.replaceAll(/<[^>]*>/g, ' ');
  expect(page).toMatch(/unknown|no current result/i);
  expect((await ask(web, '/feed.atom')).body).toBe(feed);
  await until(async () => (await ask(web, '/readyz')).status === 503, output);
  expect(Date.now()).toBeGreaterThanOrEqual(Math.max(before.figures?.at ?? 0, ...last) + SILENCE);
  expect((await ask(web, '/readyz?verbose')).body).toContain('worker');

  expect(readStored(place), 'nothing was written').toEqual(before);
  const again = run(place, 'worker');
  await until(
    async () => (await states(web)).join() === 'up,up',
    () => output() + again.output(),
  );
  expect((await ask(web, '/readyz')).status).toBe(200);
  const after = readStored(place);
  expect(after.faults).toEqual([]);
  for (const [index, check] of ['c0', 'c1'].entries()) {
    const lost = (last[index] ?? 0) + VALIDITY;
    const changes = after.transitions.filter((it) => it.check === check);
    expect(changes.map(({ from, to }) => `${from}>${to}`)).toEqual(['unknown>up', 'up>unknown', 'unknown>up']);
    expect(changes[1]?.at).toBe(lost);
    const back = changes[2]?.at ?? 0;
    const { body } = await ask(web, `/api/checks/${check}/history?range=1h`);
    const { spans, total } = JSON.parse(body) as HistoryJson;
    const gap = spans.find(({ from }) => Date.parse(from) === lost);
    expect(gap).toEqual({ from: new Date(lost).toISOString(), to: new Date(back).toISOString(), state: 'unknown' });
    expect(total.uptime).toBe(1);
    expect(total.seconds.unknown).toBe((back - lost) / 1_000);
  }
  expect(after.outages).toEqual([]);
  expect((await ask(web, '/feed.atom')).body).toBe(feed);
});
