import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODES, type Code } from '../../lib/model.ts';
import { startChromium } from '../browser/chromium.ts';
import { makeCertificates, removeCertificates, type Certificates } from '../unit/checks/certificates.ts';
import { newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import {
  newEnding,
  startControlled,
  startDnsmasq,
  startNginx,
  startPostgres,
  startSecure,
  type ControlledServer,
  type NameServer,
  type RealServer,
} from './servers.ts';
import { ask, becomes, health, outagesIn, sampleOf, samples, type Entry } from './surfaces.ts';

const ZONE = 'acme.test';
const NAMES = { [`here.${ZONE}`]: '192.0.2.1', [`there.${ZONE}`]: '192.0.2.2' };

const ending = newEnding();
const { atEnd } = ending;
let certificates: Certificates;
let nginx: RealServer;
let postgres: RealServer;
let names: NameServer;
let app: ControlledServer;
let secure: Awaited<ReturnType<typeof startSecure>>;
let program: Program;
let home: Page;
let checkPage: Page;
/** What no public answer may hold. */
let inside: RegExp;

beforeAll(async () => {
  certificates = makeCertificates();
  atEnd(() => removeCertificates(certificates));
  [nginx, postgres, names, app, secure] = await Promise.all([
    startNginx(atEnd),
    startPostgres(atEnd),
    startDnsmasq(ZONE, NAMES, atEnd),
    startControlled(atEnd),
    startSecure(certificates.good, atEnd),
  ]);
  app.at('/body').body = 'Welcome';
  app.at('/json').body = '{"status":"ok","queue":3}';
  const place = await newPlace({}, atEnd);
  const resolver = `resolver: "127.0.0.1:${names.port}"`;
  const at = (path: string) => `url: "http://127.0.0.1:${app.port}${path}"`;
  place.configure(`
site: { name: Acme, url: https://status.example }
defaults: { interval: 1s, timeout: 1500ms }
groups: [{ id: front, name: Front }]
checks:
  - { id: web, name: Website, group: front, type: http, url: "http://127.0.0.1:${nginx.port}/", expect: { body: { contains: Welcome } } }
  - { id: secure, name: Shop, group: front, type: http, url: "https://localhost:${secure.port}/", tls: { ca: ${certificates.caFile} } }
  - { id: name, name: Name, type: dns, host: here.${ZONE}, ${resolver} }
  - { id: answer, name: Answer, type: dns, host: there.${ZONE}, ${resolver}, expect: { answers: [192.0.2.2] } }
  - { id: postgres, name: Database server, type: tcp, host: 127.0.0.1, port: ${postgres.port} }
  - { id: status, name: Status, type: http, ${at('/status')}, expect: { status: [2xx, 404] } }
  - { id: body, name: Body, type: http, ${at('/body')}, expect: { body: { contains: Welcome } } }
  - { id: json, name: Json, type: http, ${at('/json')}, expect: { json: [{ path: $.status, equals: ok }, { path: $.queue, max: 10 }] } }
  - { id: slow, name: Slow, type: http, ${at('/slow')}, timeout: 4s, expect: { responseTime: { degraded: 1s, down: 2s } } }
  - { id: hung, name: Hung, type: http, ${at('/hung')} }
`);
  inside = new RegExp(
    [
      '127\\.0\\.0\\.1|localhost|192\\.0\\.2\\.|ECONNREFUSED|ENOTFOUND|PROBE',
      ZONE,
      ...[nginx, postgres, names, app, secure].map(({ port }) => `:${port}\\b|port ${port}`),
    ].join('|'),
  );
  program = await startProgram(place);
  const browser = await startChromium(atEnd);
  [home, checkPage] = await Promise.all([browser.newPage(), browser.newPage()]);
  await until(
    async () => (await health(program)).json.status === 'pass',
    () => program.output(),
  );
  await opened(home, '/');
});

afterAll(() => ending.end());

interface Fault {
  readonly id: string;
  readonly name: string;
  readonly code: Code;
  /** Breaks the real thing. */
  readonly happens: () => void | Promise<void>;
  readonly mended: () => void | Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    id: 'web',
    name: 'Website',
    code: 'connection_refused',
    happens: () => nginx.stop(),
    mended: () => nginx.start(),
  },
  {
    id: 'secure',
    name: 'Shop',
    code: 'certificate_expired',
    happens: () => secure.use(certificates.expired),
    mended: () => secure.use(certificates.good),
  },
  {
    id: 'name',
    name: 'Name',
    code: 'dns_not_found',
    happens: () => names.tell({ [`there.${ZONE}`]: '192.0.2.2' }),
    mended: () => names.tell(NAMES),
  },
  {
    id: 'answer',
    name: 'Answer',
    code: 'dns_unexpected_answer',
    happens: () => names.tell({ ...NAMES, [`there.${ZONE}`]: '192.0.2.3' }),
    mended: () => names.tell(NAMES),
  },
  {
    id: 'postgres',
    name: 'Database server',
    code: 'connection_refused',
    happens: () => postgres.stop(),
    mended: () => postgres.start(),
  },
  answers('status', 'Status', 'http_status', { status: 503 }),
  answers('body', 'Body', 'body_mismatch', { body: 'Out of order at 127.0.0.1' }),
  answers('json', 'Json', 'json_mismatch', { body: '{"status":"ok","queue":300}' }),
  answers('hung', 'Hung', 'timeout', { delay: 5_000 }),
];

/** A fault that is one answer of the controlled server. */
function answers(
  id: string,
  name: string,
  code: Code,
  wrong: { status?: number; body?: string; delay?: number },
): Fault {
  const right = { status: 200, body: '', delay: 0 };
  return {
    id,
    name,
    code,
    happens: () => {
      Object.assign(right, app.at(`/${id}`));
      Object.assign(app.at(`/${id}`), wrong);
    },
    mended: () => void Object.assign(app.at(`/${id}`), right),
  };
}

test.each(FAULTS)('$id: $code is told everywhere, and its end', async ({ id, name, code, happens, mended }) => {
  const { text } = CODES[code];
  await opened(checkPage, `/checks/${id}`);
  expect(await outagesOf(id)).toEqual([]);
  await happens();
  await becomes(program, id, 'down', code);

  const { status, json } = await health(program);
  expect([status, json.status, json.description]).toEqual([503, 'fail', `${name} is down`]);
  expect(json.checks.find((check) => check.id === id)).toMatchObject({ status: 'fail', message: text });
  expect((await ask(program, `/api/health/${id}`)).status).toBe(503);
  // It is the selection that the status is about.
  const other = id === 'web' ? 'name' : 'web';
  expect((await ask(program, `/api/health?check=${other}`)).status).toBe(200);
  expect((await ask(program, `/api/health?check=${other}&check=${id}`)).status).toBe(503);
  expect(await otherFormats(id)).toEqual({
    text: [503, expect.stringMatching(new RegExp(`^down +${id} .*  ${name} \\(${text}\\)$`))],
    'health+json': [503, 'fail', 'fail', text],
    prometheus: [200, 0, 0, 0],
    metrics: [200, 0, 0, 0],
    pages: [200, true, true],
    history: ['down', true],
  });
  const [outage] = await outagesOf(id);
  expect(outage).toMatchObject({ title: `${name} is down`, content: expect.stringContaining(text) as unknown });
  await pagesTell(name, 'Down', text, id === 'web');
  await staysNeutral(id);

  await mended();
  await becomes(program, id, 'up');
  const good = await health(program);
  expect([good.status, good.json.status, good.json.description]).toEqual([200, 'pass', 'All systems operational']);
  expect(await otherFormats(id)).toEqual({
    text: [200, expect.stringMatching(new RegExp(`^up +${id} .*  ${name}$`))],
    'health+json': [200, 'pass', 'pass', undefined],
    prometheus: [200, 1, 0, 1],
    metrics: [200, 1, 0, 1],
    pages: [200, true, false],
    history: ['up', true],
  });
  const [ended, ...more] = await outagesOf(id);
  expect(more).toEqual([]);
  expect([ended?.id, ended?.published]).toEqual([outage?.id, outage?.published]);
  expect(ended?.updated).toBeGreaterThan(outage?.updated ?? Infinity);
  expect(ended?.title).toMatch(new RegExp(`^${name} was down for (less than a second|\\d+ seconds?)$`));
  await pagesTell(name, 'Up', null, false);
});

test('what gets slower is degraded, then down, in one outage, and degraded is no failure', async () => {
  app.at('/slow').delay = 1_200;
  await becomes(program, 'slow', 'degraded', 'slow');
  const degraded = await health(program);
  expect([degraded.status, degraded.json.status, degraded.json.description]).toEqual([200, 'warn', 'Slow is degraded']);
  expect((await otherFormats('slow')).prometheus).toEqual([200, 1, 1, 1]);
  const [first] = await outagesOf('slow');
  expect(first?.title).toBe('Slow is degraded');

  app.at('/slow').delay = 2_200;
  await becomes(program, 'slow', 'down', 'slow');
  expect((await health(program)).status).toBe(503);
  const [worse] = await outagesOf('slow');
  expect([worse?.id, worse?.title]).toEqual([first?.id, 'Slow is down']);
  expect(worse?.updated).toBeGreaterThan(first?.updated ?? Infinity);

  app.at('/slow').delay = 0;
  await becomes(program, 'slow', 'up');
  const [ended, ...more] = await outagesOf('slow');
  expect(more).toEqual([]);
  expect([ended?.id, ended?.published]).toEqual([first?.id, first?.published]);
  expect(ended?.title).toMatch(/^Slow was down for \d+ seconds?$/);
});

/** The outages of a check as both feeds tell them, at each of their addresses. */
async function outagesOf(id: string): Promise<Entry[]> {
  const paths = ['/feed.atom', '/feed.rss', '/history.atom', `/feed.atom?check=${id}`, '/api/health?format=rss'];
  const [atom, ...others] = await Promise.all(
    paths.map(async (path) => outagesIn((await ask(program, path)).body, id)),
  );
  for (const other of others)
    // RSS dates have no milliseconds.
    expect(other.map((entry) => ({ ...entry, published: 0 }))).toEqual(
      atom?.map((entry) => ({ ...entry, published: 0 })),
    );
  return atom ?? [];
}

/** What the formats beside JSON and feeds say of a check and of the whole. */
async function otherFormats(id: string) {
  const text = await ask(program, '/api/health?format=text');
  const draft = await ask(program, '/api/health', { accept: 'application/health+json' });
  const parsed = JSON.parse(draft.body) as {
    status: string;
    checks: Record<string, { status: string; output?: string }[]>;
  };
  const [component] = parsed.checks[`${id}:responseTime`] ?? [];
  const metricsOf = async (path: string) => {
    const { status, body } = await ask(program, path);
    const overall = samples(body, 'health_check_overall_status').get('');
    return [status, sampleOf(body, 'health_check_status', id), sampleOf(body, 'health_check_degraded', id), overall];
  };
  const pages = await Promise.all([ask(program, '/'), ask(program, `/checks/${id}`)]);
  const history = JSON.parse((await ask(program, `/api/checks/${id}/history?range=1h`)).body) as {
    spans: { state: string }[];
    total: { runs: { down: number } };
  };
  return {
    text: [text.status, text.body.split('\n').find((line) => line.split(/ +/)[1] === id)],
    'health+json': [draft.status, parsed.status, component?.status, component?.output],
    prometheus: await metricsOf('/api/health?format=prometheus'),
    metrics: await metricsOf('/metrics'),
    pages: [
      Math.max(...pages.map(({ status }) => status)),
      pages.every(({ body }) => body.includes('</html>')),
      pages.every(({ body }) => /Ongoing/.test(body)),
    ],
    history: [history.spans.at(-1)?.state, history.total.runs.down > 0],
  };
}

/** No public answer tells where the checks look, or in which words the system failed. */
async function staysNeutral(id: string): Promise<void> {
  const formats = ['json', 'text', 'prometheus', 'openmetrics', 'atom', 'rss', 'html'];
  const paths = [
    ...formats.map((format) => `/api/health?format=${format}`),
    ...['/', `/checks/${id}`, '/history', '/feed.atom', '/feed.rss', '/metrics', '/live', '/readyz?verbose'],
    ...[`/api/checks/${id}/history?range=1h`, `/api/health/${id}`, '/api/health?check=nothing', '/checks/nothing'],
  ];
  for (const path of paths) {
    const { body } = await ask(program, path);
    expect(inside.exec(body)?.[0], `${path}: ${body.slice(0, 200)}`).toBeUndefined();
  }
}

/** Opens a page, and leaves something in it that a reload would lose. */
async function opened(page: Page, path: string): Promise<void> {
  await page.goto(program.url + path, { waitUntil: 'networkidle' });
  await page.evaluate(() => Object.assign(window, { marker: 'still here' }));
}

/** Both open pages come to say it by themselves; unless `byItself`, they are told that they are online again. */
async function pagesTell(name: string, word: string, text: string | null, byItself: boolean): Promise<void> {
  const link = home.getByRole('link', { name, exact: true });
  const row = home.locator('main li').filter({ has: link }).first();
  const head = checkPage.locator('main section').first();
  if (!byItself)
    for (const page of [home, checkPage]) await page.evaluate(() => window.dispatchEvent(new Event('online')));
  for (const place of [row, head]) {
    const worded = place.filter({ hasText: word });
    await (text === null ? worded : worded.filter({ hasText: text })).waitFor();
  }
  for (const page of [home, checkPage])
    expect(await page.evaluate(() => (window as { marker?: string }).marker)).toBe('still here');
}
