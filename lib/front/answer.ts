import type { OutgoingHttpHeaders } from 'node:http';
import { asleep } from './asleep.ts';
import { encode, isCompressible, type Coding } from './content-coding.ts';
import { rebased, rebasedHeaders } from './base-path.ts';
import { contentSecurityPolicy, joinInlineScripts, securityHeaders } from './content-security.ts';
import { hashOf } from './entity-tag.ts';
import { isSpoken, languageOfHtml } from './language.ts';
import type { Rendered } from './render.ts';
import { PLAIN_SITE, type FrontSite } from './site.ts';

/** Of the renderer's: set by its own transport, or answered by the front in its own way. */
const NOT_PASSED_ON = [
  'accept-ranges',
  'connection',
  'content-length',
  'date',
  'etag',
  'keep-alive',
  'server',
  'transfer-encoding',
  'x-powered-by',
];

/** Marks an answer that holds until the revision moves, and no longer than `max-age` s where that is said. */
const CACHE_HEADER = 'x-allswell-cache';
const HOLDS = /^revision(?:; max-age=([\d.]+))?$/;
/** Names the parameters of the query that matter to answers of this path; `-`: none does; `q:folded`: whatever its case. */
export const QUERY_HEADER = 'x-allswell-query';
/** Marks an answer that pages of every origin may show in a frame: `any`. */
const FRAMES_HEADER = 'x-allswell-frames';
const INTERNAL = 'x-allswell-';

/** An answer in hand, ready to be sent in any coding. */
export class Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly isCompressible: boolean;
  /** The renderer said that it holds until the revision moves, and it is of a kind that may be kept. */
  readonly holds: boolean;
  /** Of one that holds: after this many ms it does not any more, whatever the revision. */
  readonly maxAge: number;
  /** The parameters that answers of its path depend on; null: it does not say. */
  readonly query: readonly string[] | null;
  /** The request headers that the answer depends on, lower case, without accept-encoding. */
  readonly vary: readonly string[];
  /** What guards it in a browser, whoever made it. */
  readonly guard: Readonly<Record<string, string>>;
  private readonly hash: string;
  /** The entity tag that the renderer gave it, of the one representation that it then is; null: the front's own. */
  private readonly tag: string | null;
  private readonly lasting: boolean;
  private readonly encoded = new Map<Coding, Buffer>();
  private readonly encoding = new Map<Coding, Promise<Buffer>>();
  private readonly heads = new Map<Coding, OutgoingHttpHeaders>();

  /** `lasting`: it is static, and worth more effort in compression. `waker`: the script of pages that sleep. */
  constructor(rendered: Rendered, lasting: boolean, site: FrontSite = PLAIN_SITE, waker = '') {
    const type = String(rendered.headers['content-type'] ?? '');
    const isHtml = /^text\/html/i.test(type);
    const isFramed = rendered.headers[FRAMES_HEADER] === 'any';
    const isText = site.base !== '' && /^text\/|javascript/i.test(type);
    const given = isText
      ? Buffer.from(rebased(rendered.body.toString('utf8'), type, site.base), 'utf8')
      : rendered.body;
    // A character a byte: what is looked for is ASCII, and megabytes are neither decoded nor encoded.
    const html = isHtml ? joinInlineScripts(asleep(given.toString('latin1'), waker)) : null;
    this.guard = securityHeaders(isFramed);
    this.status = rendered.status;
    this.lasting = lasting;
    this.body = html === null ? given : Buffer.from(html, 'latin1');
    this.tag = lasting ? null : (/^"[^"]*"$/.exec(rendered.headers.etag ?? '')?.[0] ?? null);
    this.isCompressible =
      this.tag === null && rendered.headers['content-encoding'] === undefined && isCompressible(type, this.body.length);
    this.hash = hashOf(`${this.status} ${type}`, this.body);
    const vary = listOf(rendered.headers.vary);
    if (!lasting && isSpoken(type) && site.languages.length > 1) vary.push('accept-language');
    this.vary = vary.filter((name) => name !== 'accept-encoding');
    this.headers = { ...rebasedHeaders(headersOf(rendered.headers), site.base), ...this.guard };
    if (this.isCompressible) vary.push('accept-encoding');
    if (vary.length > 0) this.headers.vary = [...new Set(vary)].map(titleCase).join(', ');
    const language = html === null ? undefined : languageOfHtml(html);
    if (language !== undefined) this.headers['content-language'] = language;
    if (html !== null)
      this.headers['content-security-policy'] = contentSecurityPolicy(html, {
        pictures: site.pictures,
        isFramed,
      });
    const holds = HOLDS.exec(String(rendered.headers[CACHE_HEADER] ?? ''));
    this.maxAge = holds?.[1] === undefined ? Infinity : Number(holds[1]) * 1_000;
    this.query = parametersOf(rendered.headers[QUERY_HEADER]);
    this.holds =
      holds !== null &&
      (this.status === 200 || this.status === 503) &&
      rendered.headers['set-cookie'] === undefined &&
      !vary.includes('*');
    if (this.holds && /^$|no-store/.test(this.headers['cache-control'] ?? ''))
      this.headers['cache-control'] = 'no-cache'; // keep it, but ask each time: the entity tag makes that cheap
  }

  /** Bytes that it takes in memory, about. */
  get size(): number {
    let size = this.body.length + 2_048;
    for (const body of this.encoded.values()) if (body !== this.body) size += body.length;
    return size;
  }

  /** The codings that it was sent in so far. */
  get codings(): readonly Coding[] {
    return [...this.encoded.keys()];
  }

  /** The coding that it is sent in to one who prefers `wanted`. */
  codingFor(wanted: Coding): Coding {
    return this.isCompressible ? wanted : 'identity';
  }

  /** The body in a coding if that is in hand already. */
  ready(coding: Coding): Buffer | undefined {
    return coding === 'identity' ? this.body : this.encoded.get(coding);
  }

  /** The body in a coding, compressed once. */
  async in(coding: Coding): Promise<Buffer> {
    const ready = this.ready(coding);
    if (ready !== undefined) return ready;
    const running = this.encoding.get(coding);
    if (running !== undefined) return running;
    const work = encode(this.body, coding, this.lasting);
    this.encoding.set(coding, work);
    try {
      const body = await work;
      this.encoded.set(coding, body);
      return body;
    } finally {
      this.encoding.delete(coding);
    }
  }

  /** The strong entity tag of the representation in a coding (RFC 9110, 8.8.3.3: each coding has its own). */
  etag(coding: Coding): string {
    if (this.tag !== null) return this.tag;
    return coding === 'identity' ? `"${this.hash}"` : `"${this.hash}-${coding}"`;
  }

  /** All headers but Content-Length. The same object each time. */
  head(coding: Coding): OutgoingHttpHeaders {
    const known = this.heads.get(coding);
    if (known !== undefined) return known;
    const head: OutgoingHttpHeaders = { ...this.headers };
    if (this.status === 200 || this.holds || this.tag !== null) head.etag = this.etag(coding);
    if (coding !== 'identity') head['content-encoding'] = coding;
    this.heads.set(coding, head);
    return head;
  }
}

function headersOf(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!NOT_PASSED_ON.includes(name) && !name.startsWith(INTERNAL) && name !== 'vary') kept[name] = value;
  }
  return kept;
}

function parametersOf(header: OutgoingHttpHeaders[string]): readonly string[] | null {
  if (header === undefined) return null;
  return String(header)
    .split(' ')
    .filter((name) => name !== '' && name !== '-');
}

/** A comma-separated header as names in lower case. */
export function listOf(header: OutgoingHttpHeaders[string]): string[] {
  if (header === undefined) return [];
  return String(header)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function titleCase(name: string): string {
  return name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
