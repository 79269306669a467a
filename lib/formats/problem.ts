import type { Snapshot } from '../model.ts';
import type { Negotiated } from './negotiate.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** Why a request is not answered as asked (RFC 9457). Members beyond the standard's list what there is. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly formats?: readonly string[];
  readonly mediaTypes?: readonly string[];
  readonly ranges?: readonly string[];
  readonly checks?: readonly string[];
  readonly groups?: readonly string[];
}

/** The body of a problem. `instance` is the path of the request, without its query. */
export function renderProblem(problem: Problem, instance: string): string {
  const { status, title, detail, ...lists } = problem;
  return `${JSON.stringify({ type: 'about:blank', title, status, detail, instance, ...lists })}\n`;
}

/** What negotiation refused. */
export function notNegotiated(refusal: Exclude<Negotiated, { format: unknown }>): Problem {
  if (refusal.refused === 'not-acceptable')
    return {
      status: 406,
      title: 'Not Acceptable',
      detail: `none of the media types in Accept is served here; served are ${refusal.mediaTypes.join(', ')}`,
      mediaTypes: refusal.mediaTypes,
    };
  const { formats, given } = refusal;
  return {
    status: 400,
    title: 'Bad Request',
    detail:
      refusal.refused === 'several-formats'
        ? `format must be given once (got ${given})`
        : `format must be one of ${formats.join(', ')} (got ${JSON.stringify(given)})`,
    formats,
  };
}

/** A selection of what is not there, with what this audience can select. */
export function nothingSuch(
  unknown: { readonly checks: readonly string[]; readonly groups: readonly string[] },
  snapshot: Snapshot,
): Problem {
  const named = (kind: string, ids: readonly string[]) =>
    ids.length === 0 ? [] : [`no ${kind} ${ids.map((id) => JSON.stringify(id)).join(', ')}`];
  return {
    status: 404,
    title: 'Not Found',
    detail: `there is ${[...named('check', unknown.checks), ...named('group', unknown.groups)].join(' and ')}`,
    checks: snapshot.checks.map((check) => check.id),
    groups: snapshot.groups.map((group) => group.id),
  };
}

/** A query parameter whose value is none of those that there are. */
export function unknownParameter(name: 'range' | 'format', given: string, known: readonly string[]): Problem {
  return {
    status: 400,
    title: 'Bad Request',
    detail: `${name} must be one of ${known.join(', ')} (got ${JSON.stringify(given)})`,
    [`${name}s`]: known,
  };
}

/** A method that is not served. */
export function methodNotAllowed(method: string, allowed: string): Problem {
  return { status: 405, title: 'Method Not Allowed', detail: `${method} is not served here; served are ${allowed}` };
}

/** Where the database is needed beyond what is in memory, and fails. */
export const NOT_ANSWERING: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'the database does not answer at the moment',
};

/** Before the store could be read for the first time. */
export const NOT_READY: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'nothing is known yet: the monitor is starting',
};
