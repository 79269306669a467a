import { expect, test } from 'vitest';
import { negotiate, type Negotiated } from '../../../lib/formats/negotiate.ts';
import {
  methodNotAllowed,
  nothingSuch,
  notNegotiated,
  renderProblem,
  wrongParameter,
} from '../../../lib/formats/problem.ts';
import { RANGES } from '../../../lib/model.ts';
import { richSnapshot } from './fixture.ts';

function refused(negotiated: Negotiated): Exclude<Negotiated, { format: unknown }> {
  if ('format' in negotiated) throw new Error('was not refused');
  return negotiated;
}

test('an unknown format lists the formats', () => {
  const problem = notNegotiated(refused(negotiate(['"x"'], null)));
  expect(JSON.parse(renderProblem(problem, '/api/health'))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'format must be one of json, prometheus, openmetrics, text, atom, rss, html (got "\\"x\\"")',
    instance: '/api/health',
    formats: ['json', 'prometheus', 'openmetrics', 'text', 'atom', 'rss', 'html'],
  });
});

test('several formats are named', () => {
  expect(notNegotiated(refused(negotiate(['a', 'b'], null)))).toMatchObject({
    status: 400,
    detail: 'format must be given once (got a, b)',
  });
});

test('nothing acceptable lists the media types', () => {
  const problem = notNegotiated(refused(negotiate([], 'image/png')));
  expect(problem.status).toBe(406);
  expect(problem.mediaTypes).toContain('application/health+json');
});

test('an unknown check lists what this audience sees, and no more', () => {
  const problem = nothingSuch({ checks: ['secret'], groups: ['internal'] }, richSnapshot('public'));
  expect(problem).toEqual({
    status: 404,
    title: 'Not Found',
    detail: 'there is no check "secret" and no group "internal"',
    checks: ['website', 'api.v2', 'mail_1', 'stale', 'new', 'paused'],
    groups: ['public'],
  });
});

test('an unknown range lists the ranges', () => {
  expect(wrongParameter('range', `must be one of ${RANGES.join(', ')}`, '"2h"', RANGES)).toEqual({
    status: 400,
    title: 'Bad Request',
    detail: 'range must be one of 1h, 24h, 7d, 30d, 90d, 1y (got "2h")',
    ranges: RANGES,
  });
});

test('a method names those that are served', () => {
  expect(methodNotAllowed('POST', 'GET, HEAD, OPTIONS').detail).toBe(
    'POST is not served here; served are GET, HEAD, OPTIONS',
  );
});
