import type { IncomingMessage } from 'node:http';
import { FrontProblem } from './problem.ts';

/** What a request asks for, in origin form. */
export interface Target {
  readonly path: string;
  /** Without the question mark; parameters in the order of their names, repeated ones in the order given. */
  readonly query: string;
  /** Path and query, as they are handed to the renderer. */
  readonly url: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** The request's method; null for one that nothing here serves. */
export function readMethod(method: string | undefined): Method | null {
  return METHODS.find((name) => name === method) ?? null;
}

/** A problem, 400, unless the request names one host, as RFC 9112, 3.2, wants it. Node would answer without a word. */
export function requireHost(request: IncomingMessage): void {
  const { host: hosts = [] } = request.headersDistinct;
  if (hosts.length > 1 || (hosts.length === 0 && request.httpVersion === '1.1'))
    throw new FrontProblem(400, 'the request must have one Host header');
}

/**
 * The request's target, or a problem: 400 for anything but the origin form (RFC 9112, 3.2.1) and for upgrades, 414
 * for one that is too long. Another host in the target would make the renderer fetch from there.
 */
export function readTarget(request: IncomingMessage, maxLength: number): Target {
  const raw = request.url ?? '';
  if (raw.length > maxLength) throw new FrontProblem(414, `the target is longer than ${maxLength} characters`);
  if (!raw.startsWith('/') || raw.includes('\\'))
    throw new FrontProblem(400, 'the target must be a path that starts with "/"');
  if (refusesUpgrade(request)) throw new FrontProblem(400, 'this server does not upgrade connections');
  const mark = raw.indexOf('?');
  const path = mark === -1 ? raw : raw.slice(0, mark);
  if (!isDecodable(path)) throw new FrontProblem(400, 'the target must be valid percent-encoding of UTF-8');
  const query = mark === -1 ? '' : normaliseQuery(raw.slice(mark + 1), request.headers.rsc !== undefined);
  return { path, query, url: query === '' ? path : `${path}?${query}` };
}

/** Marks a parameter in which case and the width of spaces do not matter, as in `q:folded`. */
const FOLDED = ':folded';

/**
 * The same target with these parameters alone, as an answer names them: each value once, in order. `_rsc` stays, where
 * it was left in.
 */
export function narrowed(target: Target, parameters: readonly string[]): Target {
  if (target.query === '') return target;
  const kept = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(target.query))
    if (name === '_rsc' || parameters.includes(name)) kept.set(name, (kept.get(name) ?? new Set()).add(value));
    else if (parameters.includes(`${name}${FOLDED}`)) kept.set(name, (kept.get(name) ?? new Set()).add(folded(value)));
  const query = new URLSearchParams(
    [...kept].sort().flatMap(([name, values]) => [...values].sort().map((value) => [name, value])),
  ).toString();
  return { path: target.path, query, url: query === '' ? target.path : `${target.path}?${query}` };
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** RFC 9110 lets a server ignore an offer of HTTP/2, which some HTTP clients make on every plain request. */
function refusesUpgrade(request: IncomingMessage): boolean {
  const { upgrade } = request.headers;
  return upgrade !== undefined && upgrade.trim().toLowerCase() !== 'h2c';
}

function normaliseQuery(query: string, isRsc: boolean): string {
  // `_rsc` names a representation of the router's requests; elsewhere it is noise that would multiply the answers.
  if (!query.includes('&') && (isRsc || !query.startsWith('_rsc'))) return query;
  const parameters = new URLSearchParams(query);
  if (!isRsc) parameters.delete('_rsc');
  parameters.sort();
  return parameters.toString();
}
