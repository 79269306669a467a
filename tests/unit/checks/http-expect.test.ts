import { describe, expect, it } from 'vitest';
import { run, serveHttp } from './loopback.ts';

const document = {
  status: 'ok',
  count: 3,
  none: null,
  list: [1, 2, 3],
  nodes: [
    { name: 'a', up: true, lag: 5 },
    { name: 'b', up: true, lag: 50 },
  ],
};

async function outcomeOf(expectation: object, body = JSON.stringify(document), delay = 0) {
  const { port } = await serveHttp((_request, response) => {
    response.setHeader('X-Powered-By', 'coffee 2.0');
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
    setTimeout(() => response.end(body), delay);
  });
  const outcome = await run('http', { url: `http://127.0.0.1:${port}/`, expect: expectation });
  return { verdict: outcome.verdict, code: outcome.code, raw: outcome.details?.raw };
}

const UP = { verdict: 'up', code: undefined, raw: undefined };
const down = (code: string, raw: unknown) => ({ verdict: 'down', code, raw });

describe('status', () => {
  it.each([
    [{}, UP],
    [{ status: 200 }, UP],
    [{ status: '200' }, UP],
    [{ status: ['5xx', '2XX'] }, UP],
    [{ status: 201 }, down('http_status', 'HTTP 200 OK')],
    [{ status: ['3xx', 404] }, down('http_status', 'HTTP 200 OK')],
  ])('%j', async (expectation, wanted) => expect(await outcomeOf(expectation)).toEqual(wanted));
});

describe('headers', () => {
  const name = 'x-powered-by';
  it.each([
    [{ [name]: 'coffee 2.0' }, UP],
    [{ 'X-Powered-By': { equals: 'coffee 2.0', contains: 'fee', notContains: 'tea', matches: '^coffee \\d' } }, UP],
    [{ 'set-cookie': 'a=1, b=2' }, UP],
    [{ 'x-none': { notContains: 'x' } }, UP],
    [{ [name]: 'coffee' }, down('header_mismatch', `header ${name} is not the wanted one: got coffee 2.0`)],
    [
      { [name]: { contains: 'tea' } },
      down('header_mismatch', `header ${name} does not contain the wanted text: got coffee 2.0`),
    ],
    [
      { [name]: { notContains: 'fee' } },
      down('header_mismatch', `header ${name} contains the unwanted text: got coffee 2.0`),
    ],
    [{ [name]: { matches: '^tea' } }, down('header_mismatch', `header ${name} does not match: got coffee 2.0`)],
    [{ 'x-none': 'x' }, down('header_mismatch', 'header x-none is not the wanted one: not there')],
    [{ 'x-none': { matches: '.*' } }, down('header_mismatch', 'header x-none does not match: not there')],
  ])('%j', async (headers, wanted) => expect(await outcomeOf({ headers })).toEqual(wanted));
});

describe('body', () => {
  it.each([
    [{ contains: '"status":"ok"' }, UP],
    [{ notContains: 'error' }, UP],
    [{ matches: '(?i)STATUS":"(ok|fine)"' }, UP],
    [{ contains: 'error' }, down('body_mismatch', 'body does not contain the wanted text')],
    [{ notContains: 'status' }, down('body_mismatch', 'body contains the unwanted text')],
    [{ matches: '^status' }, down('body_mismatch', 'body does not match')],
    [{ contains: 'status', notContains: 'ok' }, down('body_mismatch', 'body contains the unwanted text')],
  ])('%j', async (body, wanted) => expect(await outcomeOf({ body })).toEqual(wanted));

  // An engine that goes back and tries again would never end.
  it('does not let a pattern take its time', async () => {
    const outcome = await outcomeOf({ body: { matches: '^(a|a)*$|^(a+)+$' } }, `${'a'.repeat(50_000)}b`);
    expect(outcome.code).toBe('body_mismatch');
  });
});

describe('json', () => {
  const at = (path: string, rest: object) => [{ path, ...rest }];
  it.each([
    [at('$.status', { equals: 'ok' }), UP],
    [at('$.status', { notEquals: 'broken', matches: '^o' }), UP],
    [at('$.none', { equals: null, exists: true }), UP],
    [at('$.list', { equals: [1, 2, 3] }), UP],
    [at('$.nodes[0]', { equals: { lag: 5, up: true, name: 'a' } }), UP],
    [at('$.count', { min: 3, max: '3' }), UP],
    [at('$.nodes[*].up', { equals: true }), UP],
    [at('$..lag', { max: 50 }), UP],
    [at('$.nodes[?match(@.name, "b")].lag', { equals: 50 }), UP],
    [at('$.nodes[?search(@.name, "(")]', { exists: false }), UP],
    [at('$.gone', { exists: false }), UP],
    [at('$.status', { equals: 'broken' }), down('json_mismatch', '$.status is "ok"')],
    [at('$.status', { notEquals: 'ok' }), down('json_mismatch', '$.status is "ok"')],
    [at('$.count', { equals: '3' }), down('json_mismatch', '$.count is 3')],
    [at('$.list', { equals: [1, 2] }), down('json_mismatch', '$.list is an array')],
    [at('$.nodes[0]', { equals: { name: 'a' } }), down('json_mismatch', '$.nodes[0] is an object')],
    [at('$.count', { min: 4 }), down('json_mismatch', '$.count is 3')],
    [at('$.status', { max: 4 }), down('json_mismatch', '$.status is "ok"')],
    [at('$..lag', { max: 49 }), down('json_mismatch', '$..lag is 50')],
    [at('$.gone', { notEquals: 'x' }), down('json_mismatch', '$.gone selects nothing')],
    [at('$.gone', { exists: true }), down('json_mismatch', '$.gone selects nothing')],
    [at('$.status', { exists: false }), down('json_mismatch', '$.status exists')],
    [at('$.list', { matches: '1' }), down('json_mismatch', '$.list is an array')],
  ])('%j', async (json, wanted) => expect(await outcomeOf({ json })).toEqual(wanted));

  it('is invalid', async () => {
    expect(await outcomeOf({ json: at('$', { exists: true }) }, '<html>')).toEqual(
      down('json_invalid', 'body is not JSON'),
    );
    expect(await outcomeOf({ json: at('$', { exists: true }) }, '')).toEqual(down('json_invalid', 'body is not JSON'));
  });

  it('may be nested, but not without end', async () => {
    const nested = (depth: number) => `${'[{"x":'.repeat(depth / 2)}"]"${'}]'.repeat(depth / 2)}`;
    expect(await outcomeOf({ json: at('$..x', { exists: true }) }, nested(200))).toEqual(UP);
    const reason = down('json_invalid', 'body is JSON nested deeper than 200 levels');
    expect(await outcomeOf({ json: at('$..x', { exists: true }) }, nested(202))).toEqual(reason);
    expect(await outcomeOf({ json: at('$', { equals: 1 }) }, '['.repeat(1_000_000))).toEqual(reason);
  });

  it('cannot stall the program: what cannot be judged in time is nobody’s fault', async () => {
    const wide = JSON.stringify(Array.from({ length: 100_000 }, () => 1));
    await expect(outcomeOf({ json: at('$[?count($[*]) > 1]', { exists: true }) }, wide)).rejects.toMatchObject({
      code: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
    });
  });
});

describe('responseTime', () => {
  it.each([
    [{ degraded: '5s', down: '10s' }, UP],
    [
      { degraded: '20ms', down: '10s' },
      { verdict: 'degraded', code: 'slow' },
    ],
    [
      { degraded: '10ms', down: '20ms' },
      { verdict: 'down', code: 'slow' },
    ],
    [{ down: '20ms' }, { verdict: 'down', code: 'slow' }],
  ])('%j', async (responseTime, wanted) =>
    expect(await outcomeOf({ responseTime }, '', 60)).toMatchObject(
      Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
    ),
  );
});

describe('several', () => {
  const wrong = {
    status: 404,
    headers: { 'x-none': 'x' },
    body: { contains: 'nothing' },
    json: [{ path: '$.gone', exists: true }],
    responseTime: { down: '1ms' },
  };
  it('the first of equals is told: status, headers, body, JSON, time', async () => {
    const order = ['http_status', 'header_mismatch', 'body_mismatch', 'json_mismatch', 'slow'];
    const keys = Object.keys(wrong) as (keyof typeof wrong)[];
    for (const [index, code] of order.entries()) {
      const expectation = Object.fromEntries(keys.slice(index).map((key) => [key, wrong[key]]));
      expect((await outcomeOf(expectation, undefined, 20)).code).toBe(code);
    }
  });

  it('the worst is told', async () => {
    const outcome = await outcomeOf({ json: wrong.json, responseTime: { degraded: '1ms' } }, undefined, 20);
    expect(outcome.code).toBe('json_mismatch');
    expect(await outcomeOf({ responseTime: { degraded: '1ms' } }, undefined, 20)).toMatchObject({
      verdict: 'degraded',
    });
  });
});
