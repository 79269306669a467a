import type { Refusal } from '../../lib/auth/authorise.ts';
import { variesByAuthorization } from '../../lib/auth/request.ts';
import {
  methodNotAllowed,
  NOT_READY,
  PROBLEM_CONTENT_TYPE,
  renderProblem,
  type Problem,
} from '../../lib/formats/problem.ts';

/** `Vary` of an answer that also depends on these request headers. */
export function varyOn(...names: readonly string[]): string {
  return [...names, ...(variesByAuthorization() ? ['Authorization'] : [])].join(', ');
}

/** A problem as the answer to a request. */
export function problemResponse(request: Request, problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(renderProblem(problem, new URL(request.url).pathname), {
    status: problem.status,
    headers: {
      'Content-Type': PROBLEM_CONTENT_TYPE,
      'Cache-Control': 'no-store',
      Vary: varyOn('Accept'),
      ...headers,
    },
  });
}

/** The answer to a request that may not do what it asks for. */
export function refusalResponse(request: Request, { challenge, ...problem }: Refusal): Response {
  return problemResponse(request, problem, challenge === null ? {} : { 'WWW-Authenticate': challenge });
}

/** The answer while nothing could be read from the store yet. */
export function notReadyResponse(request: Request): Response {
  return problemResponse(request, NOT_READY, { 'Retry-After': '1' });
}

const READING = 'GET, HEAD, OPTIONS';

/** What a route that only reads answers to POST, PUT, PATCH and DELETE. */
export function refuseMethod(request: Request): Response {
  return problemResponse(request, methodNotAllowed(request.method, READING), { Allow: READING });
}

/** What a route that only reads answers to OPTIONS. */
export function readingOptions(): Response {
  return new Response(null, { status: 204, headers: { Allow: READING } });
}
