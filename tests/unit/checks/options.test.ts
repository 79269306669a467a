import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { checkTypes, conflicts, type CheckTypeName } from '../../../lib/checks/registry.ts';
import { boolean, duration, hostname, number, percentage, port } from '../../../lib/checks/scalars.ts';
import { configFile } from '../../../lib/config/schema.ts';

const types = Object.keys(checkTypes) as CheckTypeName[];
const page = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8');

/** `path: message` of each problem. */
function problemsOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
}

describe('scalars', () => {
  it.each([
    [duration, '500ms', 500],
    [duration, '30s', 30_000],
    [duration, '5m', 300_000],
    [duration, '1h', 3_600_000],
    [duration, '7d', 604_800_000],
    [percentage, 90.5, 90.5],
    [percentage, '90.5', 90.5],
    [port, 65_535, 65_535],
    [port, '80', 80],
    [number({ rule: 'x' }), '-1.5', -1.5],
    [boolean, 'true', true],
    [boolean, 'false', false],
    [boolean, true, true],
    [hostname, 'www.acme.example.', 'www.acme.example.'],
    [hostname, '_sip._tcp.acme', '_sip._tcp.acme'],
    [hostname, '[::1]', '::1'],
    [hostname, '127.0.0.1', '127.0.0.1'],
    [hostname, 'bücher.example', 'xn--bcher-kva.example'],
  ])('%#: %j', (schema, input, output) => expect((schema as z.ZodType).parse(input)).toBe(output));

  const DURATION = 'must be a duration such as 500ms, 30s, 5m, 1h or 7d';
  const PORT = 'must be a port from 1 to 65535';
  const HOST = 'must be a host name or an IP address';
  it.each([
    ...[30, '30', '1.5s', '-1s', 's', '30 s', '1h30m', null, undefined, ''].map(
      (v) => [duration, v, DURATION] as const,
    ),
    ...[0, 65_536, 1.5, '0x50', '1e3', ' 80', '', 'http', null, true].map((v) => [port, v, PORT] as const),
    ...[-1, 101, '101', 'all', NaN].map((v) => [percentage, v, 'must be a percentage from 0 to 100'] as const),
    ...['yes', 1, 'True', '', null].map((v) => [boolean, v, 'must be true or false'] as const),
    ...['', 'a b', 'http://x', 'x:80', '-a.b', '999.1.1.1', '1.2.3', 5, 'a..b', '.', '[::1'].map(
      (v) => [hostname, v, HOST] as const,
    ),
  ])('%#: refuses %j', (schema, input, message) => expect(problemsOf(schema, input)).toEqual([message]));
});

describe('http options', () => {
  const http = (rest: object) => problemsOf(checkTypes.http.options, { url: 'http://x/', ...rest });
  const expecting = (rest: object) => http({ expect: rest });
  const STATUS = 'must be a status such as 200 or a class such as 2xx';
  const ONE = 'must hold at least one expectation';
  it.each([
    [http({ url: 'ftp://x' }), ['url: must be an http or https URL']],
    [http({ url: '/x' }), ['url: must be an http or https URL']],
    [http({ method: 'get' }), ['method: must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']],
    [http({ headers: { a: 'x\ny' } }), ['headers.a: must be a header value']],
    [http({ followRedirects: 21 }), ['followRedirects: must be a whole number from 0 to 20']],
    [http({ tls: { ca: '-----BEGIN x' } }), ['tls.ca: must be a PEM certificate or a path to one']],
    [http({ tls: { verify: 'no' } }), ['tls.verify: must be true or false']],
    [expecting({ status: '9xx' }), [`expect.status: ${STATUS}`]],
    [expecting({ status: [200, '2x'] }), [`expect.status.1: ${STATUS}`]],
    [expecting({ status: [] }), ['expect.status: must hold at least one status']],
    [expecting({ body: {} }), [`expect.body: ${ONE}`]],
    [
      expecting({ body: { matches: '(?=x)' } }),
      ['expect.body.matches: must be a regular expression that RE2 accepts: invalid or unsupported Perl syntax: `(?=`'],
    ],
    [
      expecting({ body: { matches: 'x'.repeat(1_001) } }),
      ['expect.body.matches: must be a regular expression of at most 1000 characters'],
    ],
    [expecting({ json: [{ path: '$.a' }] }), [`expect.json.0: ${ONE}`]],
    [
      expecting({ json: [{ path: 'a', exists: true }] }),
      ['expect.json.0.path: must be a JSONPath (RFC 9535) such as $.status'],
    ],
    [
      expecting({ responseTime: { degraded: '2s', down: '1s' } }),
      ['expect.responseTime: degraded must not be longer than down'],
    ],
    [expecting({ responseTime: { down: '0s' } }), ['expect.responseTime.down: must be longer than 0']],
    [
      expecting({ certificate: { degraded: '1d', down: '2d' } }),
      ['expect.certificate: degraded must not be shorter than down'],
    ],
  ])('%#: %j', (problems, wanted) => expect(problems).toEqual(wanted));

  it.each(['Content-Length', 'Connection', 'a b'])('refuses the header %s', (name) => {
    expect(http({ headers: { [name]: 'x' } })).toHaveLength(1);
  });

  it('refuses HEAD with a body', () => {
    const head = { url: 'http://x/', method: 'HEAD' };
    const message = 'must not be HEAD when something is expected of the body';
    expect(conflicts('http', { ...head, expect: { body: { contains: 'x' } } })).toEqual([
      { path: ['method'], message },
    ]);
    expect(conflicts('http', { ...head, expect: { status: ['2xx'] } })).toEqual([]);
  });
});

describe('dns options', () => {
  it.each(['192.0.2.1', '192.0.2.1:53', '2001:db8::1', '[2001:db8::1]', '[2001:db8::1]:5353', 'system'])(
    'resolver %s',
    (resolver) => expect(problemsOf(checkTypes.dns.options, { host: 'x', resolver })).toEqual([]),
  );
  it.each(['ns.example', '192.0.2.1:0', '192.0.2.1:65536', '192.0.2.1:', '[192.0.2.1]:53', ''])(
    'resolver %s is refused',
    (resolver) =>
      expect(problemsOf(checkTypes.dns.options, { host: 'x', resolver })).toEqual([
        'resolver: must be system, an IP address, IP:port or [IPv6]:port',
      ]),
  );
});

describe('every type', () => {
  it.each(types)('%s: has a JSON Schema in which each option is described', (type) => {
    const schema = z.toJSONSchema(checkTypes[type].options, { io: 'input' });
    expect(schema.additionalProperties).toBe(false);
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      expect((property as { description?: string }).description, `${type}.${name}`).toBeTruthy();
    expect(checkTypes[type].type).toBe(type);
  });

  it.each(types)('%s: is documented, option by option', (type) => {
    const section = page.split(/^## /m).find((one) => one.startsWith(`${type}\n`)) ?? '';
    for (const name of Object.keys(checkTypes[type].options.shape)) expect(section).toMatch(`| \`${name}`);
  });

  it('has examples in the documentation that are accepted as they are', () => {
    const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, yaml = '']) => parse(yaml) as unknown);
    expect(examples).toHaveLength(types.length);
    for (const example of examples) expect(problemsOf(configFile, example)).toEqual([]);
    expect(new Set(examples.flatMap((one) => configFile.parse(one).checks?.map(({ type }) => type)))).toEqual(
      new Set(types),
    );
  });
});
