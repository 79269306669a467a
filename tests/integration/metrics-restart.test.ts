import { expect, onTestFinished, test } from 'vitest';
import { promtoolFindings } from '../unit/formats/promtool.ts';
import { parseOpenMetrics } from '../unit/formats/openmetrics-parser.ts';
import { parseText } from '../unit/formats/text-parser.ts';
import { CounterWatch } from './counters.ts';
import { freePort, newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import { startControlled } from './servers.ts';
import { ask, bearer, checkNow } from './surfaces.ts';

const TOKEN = bearer('scraper');
const COUNT = 'health_check_response_duration_seconds_count{check="good"}';

async function scrapeUntil(program: Program, watch: CounterWatch, least: number): Promise<string> {
  let body = '';
  const counted = async () => {
    ({ body } = await ask(program, '/metrics', TOKEN));
    watch.look(body);
    return (watch.valueOf(COUNT) ?? 0) >= least;
  };
  await until(counted, () => program.output());
  return body;
}

test('metrics go on where they were after a restart, and never tell an address', async () => {
  const app = await startControlled(onTestFinished);
  const closed = await freePort();
  const place = await newPlace({ ALLSWELL_METRICS_TOKEN: 'scraper' });
  place.configure(`
metrics: { histogram: true }
defaults: { interval: 200ms }
checks:
  - { id: good, name: 'Go "od"', type: http, url: "http://127.0.0.1:${app.port}/" }
  - { id: refused, name: Refused, type: tcp, host: 127.0.0.1, port: ${closed} }
`);
  const watch = new CounterWatch();
  const first = await startProgram(place);
  await scrapeUntil(first, watch, 3);
  first.process.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);

  const before = watch.valueOf(COUNT) ?? 0;
  const second = await startProgram(place);
  const body = await scrapeUntil(second, watch, before + 3);
  expect(watch.valueOf('health_check_runs_total{check="refused",result="down"}')).toBeGreaterThan(0);

  // Who presents a token may read the address where messages are, and in no label.
  expect((await checkNow(second, 'refused', TOKEN))?.message).toContain(String(closed));
  const { body: openMetrics } = await ask(second, '/api/health?format=openmetrics', TOKEN);
  for (const text of [body, openMetrics]) {
    expect(text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|refused"?:/);
    expect(text).not.toContain(String(closed));
    expect(text).not.toMatch(/="(?:null|undefined)"/);
  }
  expect(parseText(body).length).toBeGreaterThan(20);
  expect(parseOpenMetrics(openMetrics).length).toBeGreaterThan(10);
  expect(await promtoolFindings(body)).toBe('');
});
