import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPlace, startProgram, type Program } from './lifecycle/program.ts';
import { newEnding } from './servers.ts';

const ending = newEnding();
let program: Program;

beforeAll(async () => {
  const place = await newPlace({ ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test' }, ending.atEnd);
  place.configure(`
groups: [{ id: hosts, name: Hosts }]
checks:
  - { id: web, name: Web, type: memory, group: hosts }
  - { id: db, name: DB, type: memory }
  - { id: hidden, name: Hidden, type: memory, public: false }
`);
  program = await startProgram(place);
});
afterAll(() => ending.end());

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

async function ask(
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(program.url + path, {
    method,
    headers: {
      authorization: 'Bearer admin-of-this-test',
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

/** What the public sees of a list. */
async function listed(path: string): Promise<{ id: string; title: string; checks: string[] }[]> {
  const answer = await fetch(program.url + path);
  const json = (await answer.json()) as Record<string, { id: string; title: string; checks: string[] }[]>;
  return json['incidents'] ?? json['maintenance'] ?? [];
}

const opened = async (body: object) => {
  const answer = await ask('POST', '/api/incidents', { title: 'T', body: 'b', ...body });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return answer;
};

test('what was written is in the next answer, each time', async () => {
  for (let i = 0; i < 10; i += 1) {
    const { headers, json } = await opened({ title: `Number ${i}`, checks: ['web'] });
    const path = headers.get('location') ?? '';
    const read = await ask('GET', path);
    expect([read.status, read.json, read.headers.get('etag')]).toEqual([200, json, headers.get('etag')]);
    expect((await listed('/api/incidents')).map(({ title }) => title)).toContain(`Number ${i}`);
    const changed = await ask('PATCH', path, { title: `Changed ${i}` });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"2-/)]);
    expect((await ask('GET', path)).json).toMatchObject({ title: `Changed ${i}`, version: 2 });
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    expect((await listed('/api/incidents')).map(({ title }) => title)).not.toContain(`Changed ${i}`);
  }
});

test('ten requests at once with one key are one incident', async () => {
  const key = { 'idempotency-key': '"at once"' };
  const body = { title: 'At once', body: 'b' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', '/api/incidents', body, key)));
  for (const { status } of answers) expect([201, 409]).toContain(status);
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  expect((await listed('/api/incidents')).filter(({ title }) => title === 'At once')).toHaveLength(1);

  const again = await ask('POST', '/api/incidents', body, key);
  const [first] = made;
  for (const name of ['location', 'etag', 'content-type'])
    expect([name, again.headers.get(name)]).toEqual([name, first?.headers.get(name)]);
  expect([again.status, again.text]).toEqual([201, first?.text]);
  const other = await ask('POST', '/api/incidents', { ...body, title: 'Another' }, key);
  expect([other.status, other.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
});

test('a repeated delete, and a repeated update over a version that has moved, are answered as the first', async () => {
  const path = (await opened({})).headers.get('location') ?? '';
  const update = { body: 'u', status: 'identified' };
  const conditional = { 'idempotency-key': '"update"', 'if-match': '"1"' };
  const first = await ask('POST', `${path}/updates`, update, conditional);
  const again = await ask('POST', `${path}/updates`, update, conditional);
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  const location = first.headers.get('location') ?? '';
  expect((await ask('GET', location)).json).toMatchObject({ body: 'u', status: 'identified' });
  const key = { 'idempotency-key': '"delete"' };
  expect((await ask('DELETE', path, undefined, key)).status).toBe(204);
  expect((await ask('DELETE', path, undefined, key)).status).toBe(204);
  expect((await ask('DELETE', path)).status).toBe(404);
});

test('of two who change the same version one is told so, and without If-Match both are', async () => {
  const path = (await opened({})).headers.get('location') ?? '';
  const matched = await Promise.all(
    ['a', 'b'].map((body) => ask('POST', `${path}/updates`, { body }, { 'if-match': '"1"' })),
  );
  expect(matched.map(({ status }) => status).sort()).toEqual([201, 412]);
  const free = await Promise.all(['c', 'd', 'e'].map((body) => ask('POST', `${path}/updates`, { body })));
  expect(free.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect((await ask('GET', path)).json).toMatchObject({ version: 5 });
  for (const tags of ['*', '"6"', '"1", "7"'])
    expect((await ask('PATCH', path, { title: tags }, { 'if-match': tags })).status).toBe(200);
  expect((await ask('PATCH', path, { title: 'x' }, { 'if-match': 'W/"8"' })).status).toBe(412);
});

test('a maintenance goes through its windows, and its entity tag with it', async () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const plan = { title: 'M', body: 'b', checks: ['web', 'hidden'], startsAt: at(2_500), endsAt: at(90_000) };
  const made = await ask('POST', '/api/maintenance', plan);
  expect([made.status, made.headers.get('etag'), made.json['status']]).toEqual([
    201,
    expect.stringMatching(/^"1-\w+"$/),
    'scheduled',
  ]);
  const path = made.headers.get('location') ?? '';
  const forPublic = await fetch(program.url + path, { headers: { 'if-none-match': made.headers.get('etag') ?? '' } });
  expect(forPublic.status).toBe(200);
  expect((await (await fetch(program.url + path)).json()) as object).toMatchObject({ checks: ['web'], version: 1 });
  await expect.poll(async () => (await ask('GET', path)).json['status']).toBe('in_progress');
  const begun = await ask('GET', path, undefined, { 'if-none-match': made.headers.get('etag') ?? '' });
  expect([begun.status, begun.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"1-in_progress-\w+"$/)]);
  const cancelled = await ask('POST', `${path}/cancel`, undefined, { 'if-match': '"1-in_progress"' });
  expect([cancelled.status, cancelled.json['status']]).toEqual([200, 'completed']);
  expect(await listed('/api/maintenance?status=completed&check=web')).toMatchObject([{ checks: ['web'] }]);
});

test('lists are filtered by check and group, told in pages, and hide what is not public', async () => {
  await opened({ title: 'Of all', checks: [] });
  for (const check of ['web', 'db', 'hidden']) await opened({ title: `Of ${check}`, checks: [check] });
  const titles = async (query: string) => (await listed(`/api/incidents?${query}`)).map(({ title }) => title);
  const ours = async (query: string) => (await titles(query)).filter((title) => title.startsWith('Of '));
  // What names no check is about all of them.
  expect(await ours('check=db')).toEqual(['Of db', 'Of all']);
  expect(await titles('group=hosts&check=db&limit=2')).toEqual(['Of db', 'Of web']);
  expect(await titles('limit=200')).not.toContain('Of hidden');
  expect((await ask('GET', '/api/incidents')).text).toContain('Of hidden');
  const first = await fetch(`${program.url}/api/incidents?limit=1`);
  const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  const [shown] = ((await first.json()) as { incidents: { id: string }[] }).incidents;
  const [second] = await listed(next);
  expect(second?.id).not.toBe(shown?.id);
  expect(await titles('limit=200')).toHaveLength((await titles('limit=199')).length);
});

test('a body is refused by its place, its type and its size', async () => {
  const send = (body: string, headers: Record<string, string>) =>
    fetch(`${program.url}/api/incidents`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer admin-of-this-test', ...headers },
    });
  const json = { 'content-type': 'application/json' };
  expect(await (await send('{"title": "T",\n "body": }', json)).json()).toMatchObject({
    status: 400,
    errors: [{ pointer: '#', detail: 'unexpected "}" at line 2, column 10' }],
  });
  expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await send(`{"body":"${'a'.repeat(262_144)}"}`, json)).status).toBe(413);
  expect(await (await send('{"title":"", "body":1, "checks":["nope"]}', json)).json()).toMatchObject({
    status: 422,
    errors: [{ pointer: '#/title' }, { pointer: '#/body' }],
  });
  expect(await (await send('{"title":"T", "body":"b", "checks":["web","nope"]}', json)).json()).toMatchObject({
    status: 422,
    errors: [{ pointer: '#/checks/1' }],
  });
});
