import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { narrowed, type Target } from './target.ts';

/** Of a request's headers, what an answer may depend on; nothing else reaches the renderer of a GET. */
const FORWARDED = [
  'accept',
  'accept-language',
  'authorization',
  'cookie',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-router-state-tree',
  'next-url',
  'origin',
  'rsc',
] as const;

/** What is taken for different before a first answer has told, by its Vary, what it depends on. */
const UNTOLD: readonly string[] = FORWARDED.filter((name) => name !== 'authorization');

const MAX_TOLD = 4_096;

/** The headers of a GET as the renderer gets them. */
export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = headers[name];
    if (typeof value === 'string') forwarded[name] = value;
  }
  return forwarded;
}

/** Of one connection only, or meant for us alone. */
const NOT_PASSED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers of any other request as the renderer gets them; our internal ones come from nobody outside. */
export function passedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_PASSED.has(name) || name.startsWith('x-allswell-')) continue;
    passed[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return passed;
}

/** What the answers of a path said that they depend on. */
interface Told {
  readonly vary: readonly string[];
  /** Parameters of the query; null: all. */
  readonly query: readonly string[] | null;
}

/** Names the representations of a target: which headers and parameters tell them apart, learned from the answers. */
export class Variants {
  /** By path. */
  private readonly told = new Map<string, Told>();

  /** The target without the parameters that its path does not know: there is one answer, whatever else is asked. */
  narrow(target: Target): Target {
    const query = this.told.get(target.path)?.query ?? null;
    return query === null ? target : narrowed(target, query);
  }

  /** The name of the representation that this request asks for. The authorisation always tells them apart. */
  key(target: Target, headers: Readonly<Record<string, string | string[] | undefined>>): string {
    const authorization = headers.authorization;
    const parts = [
      this.narrow(target).url,
      typeof authorization === 'string' ? createHash('sha256').update(authorization).digest('base64') : '',
    ];
    for (const name of this.told.get(target.path)?.vary ?? UNTOLD) parts.push(String(headers[name] ?? ''));
    return parts.join('\n');
  }

  /** Remembers what an answer of this path depends on. */
  tell({ path }: Target, { vary, query }: Told): void {
    const before = this.told.get(path);
    if (before !== undefined && isWithin(vary, before.vary) && (before.query === null || isWithin(query, before.query)))
      return;
    if (this.told.size >= MAX_TOLD) this.told.clear();
    this.told.set(path, {
      vary: [...new Set([...(before?.vary ?? []), ...vary])].sort(),
      query: before === undefined ? query : union(before.query, query),
    });
  }
}

function isWithin(names: readonly string[] | null, known: readonly string[]): boolean {
  return names?.every((name) => known.includes(name)) ?? false;
}

/** What both say; one that does not say may depend on everything. */
function union(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  return one === null || other === null ? null : [...new Set([...one, ...other])];
}
