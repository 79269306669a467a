import { describe, expect, test } from 'vitest';
import { authorise, isAnySecretSet, type Secrets, type Want } from '../../../lib/auth/authorise.ts';

const NONE: Secrets = { metricsToken: null, metricsUsername: null, metricsPassword: null, adminToken: null };
const BEARER: Secrets = { ...NONE, metricsToken: 'scrape-me' };
const BASIC: Secrets = { ...NONE, metricsUsername: 'prometheus', metricsPassword: 'pa:ss wörd' };
const ADMIN: Secrets = { ...NONE, adminToken: 'sudo' };
const ALL: Secrets = { ...BEARER, ...BASIC, metricsToken: 'scrape-me', adminToken: 'sudo' };

const basic = (pair: string) => `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
const RIGHT_BASIC = basic('prometheus:pa:ss wörd');

function ask(want: Want, secrets: Secrets, authorization: string | null): string {
  const answer = authorise(new Headers(authorization === null ? {} : { authorization }), want, secrets);
  return 'status' in answer ? String(answer.status) : `${answer.audience}${answer.admin ? ' admin' : ''}`;
}

describe('metrics', () => {
  test.each<[string, Secrets, string | null, string]>([
    ['nothing configured, nothing given', NONE, null, 'public'],
    ['nothing configured, something given', NONE, 'Bearer x', 'public'],
    ['nothing configured, an empty token given', NONE, 'Bearer ', 'public'],
    ['nothing configured, an empty pair given', NONE, basic(':'), 'public'],
    ['Bearer configured, nothing given', BEARER, null, '401'],
    ['Bearer configured, right', BEARER, 'Bearer scrape-me', 'token'],
    ['the scheme in another case', BEARER, 'bEaReR   scrape-me ', 'token'],
    ['Bearer configured, wrong', BEARER, 'Bearer scrape-m', '401'],
    ['Bearer configured, empty', BEARER, 'Bearer', '401'],
    ['Bearer configured, Basic given', BEARER, RIGHT_BASIC, '401'],
    ['Bearer configured, another scheme', BEARER, 'Digest scrape-me', '401'],
    ['no scheme', BEARER, 'scrape-me', '401'],
    ['Basic configured, right', BASIC, RIGHT_BASIC, 'token'],
    ['Basic configured, wrong password', BASIC, basic('prometheus:nope'), '401'],
    ['Basic configured, wrong username', BASIC, basic('x:pa:ss wörd'), '401'],
    ['Basic configured, no colon', BASIC, basic('prometheus'), '401'],
    ['Basic configured, not base64', BASIC, 'Basic !!!', '401'],
    ['Basic configured, nothing given', BASIC, null, '401'],
    ['both configured, Bearer', ALL, 'Bearer scrape-me', 'token'],
    ['both configured, Basic', ALL, RIGHT_BASIC, 'token'],
    ['the admin token serves as well', ALL, 'Bearer sudo', 'token admin'],
    ['only admin configured, nothing given', ADMIN, null, 'public'],
    ['only admin configured, right', ADMIN, 'Bearer sudo', 'token admin'],
    ['only admin configured, wrong', ADMIN, 'Bearer sud0', '401'],
    ['only admin configured, the Basic of a proxy', ADMIN, basic('proxy:user'), 'public'],
    ['half a pair lets nobody in', { ...NONE, metricsUsername: 'prometheus' }, basic('prometheus:'), '401'],
    ['half a pair does not open the door', { ...NONE, metricsPassword: 'x' }, null, '401'],
  ])('%s', (_, secrets, authorization, expected) => expect(ask('metrics', secrets, authorization)).toBe(expected));
});

describe('admin', () => {
  test.each<[string, Secrets, string | null, string]>([
    ['off without a token', NONE, null, '403'],
    ['off without an admin token, whatever is given', BEARER, 'Bearer scrape-me', '403'],
    ['off, an empty token given', NONE, 'Bearer ', '403'],
    ['nothing given', ADMIN, null, '401'],
    ['wrong', ADMIN, 'Bearer x', '401'],
    ['the metrics token is not enough', ALL, 'Bearer scrape-me', '401'],
    ['Basic is not enough', ALL, RIGHT_BASIC, '401'],
    ['right', ADMIN, 'Bearer sudo', 'token admin'],
  ])('%s', (_, secrets, authorization, expected) => expect(ask('admin', secrets, authorization)).toBe(expected));
});

describe('public', () => {
  test.each<[string, Secrets, string | null, string]>([
    ['nothing given', ALL, null, 'public'],
    ['a valid metrics token', ALL, 'Bearer scrape-me', 'token'],
    ['a valid pair', ALL, RIGHT_BASIC, 'token'],
    ['a valid admin token', ALL, 'Bearer sudo', 'token admin'],
    ['a wrong one is ignored', ALL, 'Bearer nope', 'public'],
  ])('%s', (_, secrets, authorization, expected) => expect(ask('public', secrets, authorization)).toBe(expected));
});

describe('a refusal', () => {
  const refuse = (want: Want, secrets: Secrets, authorization?: string) =>
    authorise(new Headers(authorization === undefined ? {} : { authorization }), want, secrets);

  test('challenges with the schemes that are configured', () => {
    expect(refuse('metrics', BEARER)).toMatchObject({ challenge: 'Bearer realm="Allswell"' });
    expect(refuse('metrics', BASIC)).toMatchObject({ challenge: 'Basic realm="Allswell", charset="UTF-8"' });
    expect(refuse('metrics', ALL)).toMatchObject({
      challenge: 'Bearer realm="Allswell", Basic realm="Allswell", charset="UTF-8"',
    });
    expect(refuse('admin', ADMIN)).toMatchObject({ challenge: 'Bearer realm="Allswell"' });
    expect(refuse('admin', NONE)).toMatchObject({ challenge: null });
  });

  test('repeats neither what was given nor what is configured', () => {
    const text = JSON.stringify(refuse('metrics', ALL, 'Bearer given-secret'));
    for (const secret of ['given-secret', 'scrape-me', 'sudo', 'prometheus', 'wörd'])
      expect(text).not.toContain(secret);
  });
});

test('answers depend on Authorization as soon as anything is configured', () => {
  expect(isAnySecretSet(NONE)).toBe(false);
  for (const secrets of [BEARER, BASIC, ADMIN]) expect(isAnySecretSet(secrets)).toBe(true);
});
