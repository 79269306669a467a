import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesOf, type Example, type Sown } from './api-examples.ts';
import { newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import { newEnding } from './servers.ts';
import { bearer, checkNow } from './surfaces.ts';

const ROOT = join(import.meta.dirname, '../..');
const CONFIGURATION = `
site: { css: own.css }
defaults: { interval: 1s, timeout: 900ms }
groups: [{ id: hosts, name: Hosts }]
checks:
  - { id: memory, name: Memory, type: memory, group: hosts }
  - { id: pushed, name: Pushed, type: push, interval: 1h }
  - { id: still, name: Still, type: memory, paused: true }
  - { id: hidden, name: Hidden, type: memory, public: false }
`;

/** What needs more than a request to come about: a database or a worker that is away, or two requests at once. */
const OUT_OF_REACH = ['503', '504'];
const OTHER_TESTS = ['409', '403'];

interface ResponseObject {
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}
interface OperationObject {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
type PathItem = Readonly<Record<string, OperationObject>>;
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const METHODS = ['get', 'post', 'patch', 'delete'] as const;
const ADMIN = bearer('admin-of-this-test');
const ending = newEnding();
let program: Program;
let tokenless: Program;
let document: Document;
let ajv: Ajv2020;

beforeAll(async () => {
  const place = await newPlace(
    { ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test', ALLSWELL_METRICS_TOKEN: 'metrics-of-this-test' },
    ending.atEnd,
  );
  writeFileSync(join(place.folder, 'own.css'), '.brand { letter-spacing: 0 }\n');
  place.configure(CONFIGURATION);
  program = await startProgram(place);
  const other = await newPlace({}, ending.atEnd);
  writeFileSync(join(other.folder, 'own.css'), '.brand { letter-spacing: 0 }\n');
  other.configure(CONFIGURATION);
  tokenless = await startProgram(other);
  await until(async () => (await checkNow(program, 'memory', ADMIN))?.state === 'up');
  document = (await (await fetch(`${program.url}/openapi.json`)).json()) as Document;
  ajv = new Ajv2020({ strict: false, allErrors: true });
  formats(ajv);
  void ajv.addSchema(document, 'openapi');
});
afterAll(() => ending.end());

const operations = (): { path: string; method: (typeof METHODS)[number]; operation: OperationObject }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation }];
    }),
  );

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function send(url: string, method: string, { headers = {}, body }: Partial<Example> = {}): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** What is wrong with an answer by the document; empty when nothing is. */
function faults(operation: OperationObject, { status, headers, body }: Answered): string[] {
  const told = operation.responses[String(status)];
  if (told === undefined) return [`status ${status} is not told: ${body.slice(0, 300)}`];
  const type = (headers.get('content-type') ?? '').replace(/;.*$/, '');
  const media = told.content?.[type];
  if (told.content === undefined) return body === '' ? [] : [`${status} has a body: ${body.slice(0, 100)}`];
  if (media === undefined) return [`${status}: ${type} is not told`];
  const missing = ['ETag', 'Location', 'WWW-Authenticate', 'Retry-After'].filter(
    (name) => told.headers !== undefined && name in told.headers && headers.get(name) === null,
  );
  const { $ref } = media.schema;
  if ($ref === undefined) return missing.map((name) => `${status} has no ${name}`);
  const validate = ajv.getSchema(`openapi${$ref}`);
  if (validate === undefined) return [`${$ref} is not there`];
  void validate(JSON.parse(body));
  const wrong = (validate.errors ?? []).map(
    (error) => `${status} ${$ref}${error.instancePath}: ${error.message ?? ''}`,
  );
  return [...missing.map((name) => `${status} has no ${name}`), ...wrong];
}

/** Something of each kind to name. */
async function sow(url: string): Promise<Sown> {
  const made = async (path: string, body: object) => {
    const answer = await send(url + path, 'POST', { headers: ADMIN, body });
    expect([path, answer.status, answer.body]).toEqual([path, 201, expect.anything()]);
    return JSON.parse(answer.body) as { id: string; updates: { id: string }[] };
  };
  const hour = 3_600_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const incident = await made('/api/incidents', { title: 'Slow', body: 'We look.', checks: ['memory'] });
  const window = { title: 'Upgrade', body: 'Soon.', startsAt: at(hour), endsAt: at(2 * hour) };
  const maintenance = await made('/api/maintenance', { ...window, checks: ['memory'] });
  return { incident: incident.id, update: incident.updates[0]?.id ?? '', maintenance: maintenance.id };
}

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(
    structuredClone(document) as unknown as Record<string, unknown>,
  );
  expect([valid, errors]).toEqual([true, undefined]);
  expect(document.openapi).toMatch(/^3\.1\./);
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every route and every file that is served is in the document, and nothing else is', () => {
  const routes = readdirSync(join(ROOT, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts'))
    .map((file) => `/${file.replace(/\/route\.ts$/, '').replace(/\[(\w+)\]/g, '{$1}')}`)
    // What is asked of the API and is not there.
    .filter((route) => route !== '/api/[...path]');
  const told = Object.keys(document.paths).filter((path) => path !== '/config.schema.json');
  const isOf = (route: string) => (path: string) =>
    route.includes('[...') ? path.startsWith(route.slice(0, route.indexOf('['))) : path === route;
  expect(routes.filter((route) => !told.some(isOf(route)))).toEqual([]);
  expect(told.filter((path) => !routes.some((route) => isOf(route)(path)))).toEqual([]);
});

describe('every answer is as the document says', () => {
  test('to each method of each path, in every situation that it tells of', async () => {
    const found: string[] = [];
    for (const { path, method, operation } of operations()) {
      const name = `${method.toUpperCase()} ${path}`;
      const seen = new Set<string>();
      const examples = examplesOf(name, operation, await sow(program.url), ADMIN);
      if (examples === null) {
        found.push(`${name}: the test has no example`);
        continue;
      }
      for (const example of examples) {
        const answer = await send(program.url + example.url, method.toUpperCase(), example);
        seen.add(String(answer.status));
        if (answer.status !== example.status)
          found.push(
            `${name}: ${example.url}: ${answer.status} instead of ${example.status}: ${answer.body.slice(0, 300)}`,
          );
        found.push(...faults(operation, answer).map((fault) => `${name}: ${example.url}: ${fault}`));
        if (answer.status !== 200 || method !== 'get') continue;
        const etag = answer.headers.get('etag');
        if (etag === null) continue;
        const headers = { ...example.headers, 'if-none-match': etag };
        const again = await send(program.url + example.url, 'GET', { headers });
        // Time may have made another of it in the meantime.
        if (again.status === 304) seen.add('304');
        found.push(...faults(operation, again).map((fault) => `${name}: again: ${fault}`));
      }
      const missed = Object.keys(operation.responses).filter(
        (status) => status !== 'default' && !seen.has(status) && ![...OUT_OF_REACH, ...OTHER_TESTS].includes(status),
      );
      found.push(...missed.map((status) => `${name}: ${status} was never answered`));
    }
    expect(found).toEqual([]);
  });

  test('where writing is off', async () => {
    const writing = operations().filter(
      ({ operation: { security } }) => security[0] !== undefined && 'adminToken' in security[0],
    );
    expect(writing.length).toBeGreaterThan(10);
    for (const { path, method, operation } of writing) {
      const url = tokenless.url + path.replace(/\{\w+\}/g, 'x');
      const answer = await send(url, method.toUpperCase(), { headers: ADMIN });
      expect([path, method, answer.status, faults(operation, answer)]).toEqual([path, method, 403, []]);
    }
  });
});

test('the methods of each path are told exactly, and no other is served', async () => {
  const filled = (path: string) => path.replace(/\{kind\}/g, 'status').replace(/\{\w+\}/g, 'memory');
  for (const path of Object.keys(document.paths)) {
    const told = operations().filter((one) => one.path === path);
    const served = told.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    const options = await send(program.url + filled(path), 'OPTIONS');
    const allow = options.headers.get('allow')?.split(', ') ?? [];
    expect([path, options.status, [...allow].sort()]).toEqual([path, 204, [...served, 'OPTIONS'].sort()]);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !allow.includes(one))) {
      const refused = await send(program.url + filled(path), method);
      expect([path, method, refused.status, refused.headers.get('allow')]).toEqual([
        path,
        method,
        405,
        allow.join(', '),
      ]);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
    }
  }
});

test('pages of every origin may read the API, its refusals included, and no page', async () => {
  const open = /^\/(api|badge|monitoring)\/|^\/(feed|history)\.|^\/(openapi|config\.schema)\.json$/;
  const origin = { origin: 'https://elsewhere.example' };
  for (const { path } of operations().filter(({ method }) => method === 'get'))
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { headers } = await send(program.url + path.replace(/\{\w+\}/g, 'nope'), method, { headers: origin });
      const told = headers.get('access-control-allow-origin');
      expect([method, path, told]).toEqual([method, path, open.test(path) ? '*' : null]);
      expect(headers.get('access-control-allow-methods')).toBe(
        open.test(path) && method === 'OPTIONS' ? headers.get('allow') : null,
      );
    }
  for (const page of ['/', '/checks/memory', '/history', '/incidents', '/nope'])
    expect(
      (await send(program.url + page, 'GET', { headers: origin })).headers.has('access-control-allow-origin'),
    ).toBe(false);
});

test('what there is not in the API is a problem', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) {
    const { status, headers } = await send(`${program.url}/api/nope`, method);
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  }
});

test('the document of the test machine is that of the sources', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(document).toMatchObject({ info: { version } });
});
