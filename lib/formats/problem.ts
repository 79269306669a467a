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
  readonly statuses?: readonly string[];
  readonly checks?: readonly string[];
  readonly groups?: readonly string[];
  /** What is wrong with the body of the request, by RFC 6901 pointers into it. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** Under which member a problem lists the values that a parameter can have. */
const LISTS: Readonly<Record<string, 'formats' | 'ranges' | 'statuses'>> = {
  format: 'formats',
  range: 'ranges',
  status: 'statuses',
};

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

/** A query parameter whose value does not do; `known` where there is a list of those that do. */
export function wrongParameter(name: string, rule: string, given: string, known: readonly string[] = []): Problem {
  const list = LISTS[name];
  return {
    status: 400,
    title: 'Bad Request',
    detail: `${name} ${rule} (got ${given})`,
    ...(list === undefined ? {} : { [list]: known }),
  };
}

/** A header of the request whose value does not do. */
export function wrongHeader(name: string, rule: string, given: string): Problem {
  return { status: 400, title: 'Bad Request', detail: `${name} ${rule} (got ${JSON.stringify(given)})` };
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

/** Where as many read the database already as may at once. */
export const BUSY: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'too many histories are being read at the moment',
};

/** Before the store could be read for the first time. */
export const NOT_READY: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'nothing is known yet: the monitor is starting',
};
