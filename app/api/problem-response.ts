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

/** What a route that serves these methods answers to OPTIONS, and to all other methods. */
export function serving(allow: string): { options: () => Response; refuse: (request: Request) => Response } {
  return {
    options: () => new Response(null, { status: 204, headers: { Allow: allow } }),
    refuse: (request) => problemResponse(request, methodNotAllowed(request.method, allow), { Allow: allow }),
  };
}

/** The same of a route that only reads. */
export const { options: readingOptions, refuse: refuseMethod } = serving('GET, HEAD, OPTIONS');
