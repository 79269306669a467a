import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newPlace, run, startProgram, until, type Program } from './lifecycle/program.ts';
import { startControlled } from './servers.ts';
import { ask, bearer, becomes, health } from './surfaces.ts';

const TOKEN = bearer('metrics-of-this-test');
const BASIC = { authorization: `Basic ${Buffer.from('prometheus:words').toString('base64')}` };
const DATA = ['json', 'text', 'prometheus', 'openmetrics'].map((format) => `/api/health?format=${format}`);
const FEEDS = ['feed', 'history'].flatMap((name) => ['atom', 'rss', 'json'].map((syntax) => `/${name}.${syntax}`));
const STATUSPAGE = ['summary', 'status', 'components', 'incidents', 'scheduled-maintenances'].map(
  (name) => `/api/v2/${name}.json`,
);
const PAGES = ['/', '/history', '/live', '/readyz?verbose', '/livez', ...FEEDS, ...STATUSPAGE];
const ALWAYS_PUBLIC = ['atom', 'rss', 'html'].map((format) => `/api/health?format=${format}`);

/** A public check that is up, and one that is kept back and down. */
async function withPrivate(env: Record<string, string>): Promise<Program> {
  const app = await startControlled(onTestFinished);
  app.at('/backstage').status = 500;
  const place = await newPlace(env);
  const url = (path: string) => `url: "http://127.0.0.1:${app.port}${path}"`;
  place.configure(`
defaults: { interval: 1s, timeout: 1500ms }
groups: [{ id: backrooms, name: Back rooms }]
checks:
  - { id: shown, name: Shown, type: http, ${url('/shown')} }
  - { id: backstage, name: Secret thing, group: backrooms, type: http, ${url('/backstage')}, public: false }
`);
  const program = await startProgram(place);
  // The other one has run, too.
  await until(() => app.answered.filter(({ path }) => path === '/backstage').length >= 2);
  return program;
}

const HIDDEN = /backstage|Secret thing|backrooms|Back rooms/;

async function saysNothing(program: Program, paths: readonly string[], headers: Record<string, string> = {}) {
  for (const path of paths) {
    const { status, body } = await ask(program, path, headers);
    expect(status, path).toBe(200);
    expect(HIDDEN.exec(body)?.[0], path).toBeUndefined();
  }
}

test('a check that is not public is for requests with a token, and for nothing else', async () => {
  const program = await withPrivate({
    ALLSWELL_METRICS_TOKEN: 'metrics-of-this-test',
    ALLSWELL_METRICS_USERNAME: 'prometheus',
    ALLSWELL_METRICS_PASSWORD: 'words',
    ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test',
  });
  await becomes(program, 'backstage', 'down', 'http_status', TOKEN);
  for (const headers of [TOKEN, BASIC, bearer('admin-of-this-test')]) {
    const { status, json } = await health(program, '', headers);
    expect([status, json.status, json.checks.map(({ id }) => id)]).toEqual([503, 'fail', ['shown', 'backstage']]);
    for (const path of [...DATA, '/metrics']) expect((await ask(program, path, headers)).body).toContain('backstage');
    expect((await ask(program, '/api/health/backstage', headers)).status).toBe(503);
  }
  for (const path of [...DATA, '/api/health', '/api/health/backstage', '/metrics'])
    for (const headers of [{}, bearer('wrong'), { authorization: 'Basic cHJvbWV0aGV1czp3cm9uZw==' }]) {
      const refused = await ask(program, path, headers);
      expect([path, refused.status, HIDDEN.test(refused.body.replaceAll(path, ''))]).toEqual([path, 401, false]);
    }
  await saysNothing(program, PAGES);
  await saysNothing(program, PAGES, TOKEN);
  await saysNothing(program, ALWAYS_PUBLIC, TOKEN);
  expect((await ask(program, '/')).body).toContain('All systems operational');
  for (const path of [
    '/checks/backstage',
    '/api/checks/backstage/history',
    '/feed.atom?check=backstage',
    '/?group=backrooms',
  ])
    expect([path, (await ask(program, path)).status]).toEqual([path, 404]);
});

test('without any token a check that is not public is left out everywhere, and the log says so', async () => {
  const program = await withPrivate({});
  await becomes(program, 'shown', 'up');
  await saysNothing(program, [...DATA, ...PAGES, ...ALWAYS_PUBLIC, '/metrics']);
  const { status, json } = await health(program);
  expect([status, json.status]).toEqual([200, 'pass']);
  expect((await ask(program, '/api/health/backstage')).status).toBe(404);
  expect(program.output()).toMatch(/warn .*public: false|warn .*not public/);
});

test('no secret of the configuration is anywhere: surfaces, tokens, logs, commands, errors, database', async () => {
  const secrets = ['p@ss/word', 'p%40ss%2Fword', 'tok-3n', 'qu3ry-key', 'b0dy-secret', 'c00kie'];
  const basic = Buffer.from('operator:p@ss/word').toString('base64');
  const app = await startControlled(onTestFinished);
  // A target that repeats all it was given.
  app.at('/echo').status = 500;
  app.at('/echo').body = JSON.stringify({ seen: [...secrets, basic] });
  app.at('/json').body = app.at('/echo').body;
  const place = await newPlace({
    ALLSWELL_METRICS_TOKEN: 'metrics-of-this-test',
    ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test',
    PROBE_TOKEN: 'tok-3n',
  });
  const at = (path: string) => `url: "http://operator:p%40ss%2Fword@127.0.0.1:${app.port}${path}?key=qu3ry-key"`;
  const given = `headers: { Authorization: "Bearer \${PROBE_TOKEN}", Cookie: c00kie }, method: POST, body: b0dy-secret`;
  const configuration = `
defaults: { interval: 1s, timeout: 1500ms }
checks:
  - { id: echo, name: Echo, type: http, ${at('/echo')}, ${given} }
  - { id: json, name: Json, type: http, ${at('/json')}, ${given}, expect: { json: [{ path: '$.seen[0]', equals: none }] } }
  - { id: body, name: Body, type: http, ${at('/json')}, ${given}, expect: { body: { contains: absent } } }
  - { id: gone, name: Gone, type: http, url: "http://operator:p%40ss%2Fword@127.0.0.1:1/?key=qu3ry-key", ${given} }
  - { id: nowhere, name: Nowhere, type: http, url: "http://operator:p%40ss%2Fword@nowhere.invalid/?key=qu3ry-key", ${given} }
`;
  place.configure(configuration);
  const program = await startProgram(place);
  for (const id of ['echo', 'json', 'body', 'gone']) await until(async () => isDown(program, id));

  const said: Record<string, string> = {};
  for (const path of [...DATA, ...PAGES, ...ALWAYS_PUBLIC, '/metrics', '/checks/echo', '/checks/gone'])
    said[path] = (await ask(program, path, TOKEN)).body;
  for (const id of ['echo', 'json', 'body', 'gone', 'nowhere']) {
    said[`run ${id}`] = (await ask(program, `/api/checks/${id}/run`, bearer('admin-of-this-test'), 'POST')).body;
    said[`history ${id}`] = (await ask(program, `/api/checks/${id}/history`, TOKEN)).body;
  }
  expect(said['run echo']).toContain('500');
  const once = await run(place, 'check', '--json').ended;
  said['check'] = once.stdout + once.stderr;
  // A bad file is refused without its secrets, whether at the start or while it runs.
  place.configure(configuration.replaceAll('method: POST', 'method: SEND').replace('?key', ' ?key'));
  const validated = await run(place, 'validate').ended;
  expect(validated.code).toBe(2);
  said['validate'] = validated.stdout + validated.stderr;
  await until(async () => (await ask(program, '/readyz?verbose')).body.includes('[!]configuration'));
  said['readyz'] = (await ask(program, '/readyz?verbose')).body;
  said['log'] = program.output();
  for (const file of readdirSync(place.folder).filter((name) => name.startsWith('allswell.db')))
    said[file] = readFileSync(join(place.folder, file), 'latin1');

  const leaks = Object.entries(said).flatMap(([where, text]) =>
    [...secrets, basic].filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`),
  );
  expect(leaks).toEqual([]);
});

async function isDown(program: Program, id: string): Promise<boolean> {
  return (await ask(program, `/api/health/${id}?format=json`, TOKEN)).status === 503;
}
