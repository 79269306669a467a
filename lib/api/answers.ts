import type * as z from 'zod';
import { PROBLEM_CONTENT_TYPE } from '../formats/problem.ts';
import type { Answer, ResponseHeader } from './operation.ts';
import { problemSchema } from './problem-schema.ts';

/** A refusal. */
export function problem(description: string, headers: readonly ResponseHeader[] = []): Answer {
  return { description, headers, content: { [PROBLEM_CONTENT_TYPE]: problemSchema } };
}

/** JSON that was asked for. */
export function json(
  description: string,
  schema: z.ZodType,
  example?: unknown,
  headers: readonly ResponseHeader[] = ['ETag'],
): Answer {
  return { description, headers, content: { 'application/json': schema }, example };
}

/** Text of this media type. */
export function text(description: string, mediaType: string, headers: readonly ResponseHeader[] = ['ETag']): Answer {
  return { description, headers, content: { [mediaType]: null } };
}

export const NOT_MODIFIED: Answer = { description: 'What `If-None-Match` names is still true.', headers: ['ETag'] };
export const NOTHING_KNOWN = problem('Nothing is known yet, or the database does not answer.', ['Retry-After']);
export const BAD_QUERY = problem('A parameter does not do.');
export const NOTHING_SUCH = problem('There is nothing such; where it is checks or groups, the problem lists those.');

/** Of everything that needs the admin token. */
export const ADMIN_REFUSALS = {
  401: problem('The admin token is missing or wrong.', ['WWW-Authenticate']),
  403: problem('Writing over HTTP is off: no admin token is configured.'),
} as const;

/** Of everything that may have an Idempotency-Key. */
export const KEY_REFUSALS = {
  400: problem('A header does not do.'),
  409: problem('A request with this Idempotency-Key is under way, or it cannot be done to it as it stands.'),
  422: problem('The Idempotency-Key was used for another request.'),
} as const;

/** Of everything that has a body, too. */
export const BODY_REFUSALS = {
  ...KEY_REFUSALS,
  400: problem('The body is no JSON, or a header does not do.'),
  413: problem('The body is larger than 256 KiB.'),
  415: problem('The body is not `application/json`.'),
  422: problem('A value breaks a rule (`errors` tells where), or the Idempotency-Key was used for another request.'),
} as const;

export const OVERTAKEN = problem('It is not what `If-Match` names any more.');
