import type * as z from 'zod';

export const METHODS = ['get', 'post', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** What the document is divided into, and what stands there about each part. */
export const TAGS = {
  health: 'What the checks say now, and how it has been.',
  incidents: 'What people write about trouble.',
  maintenance: 'What people plan.',
  feeds: 'Changes, for feed readers.',
  statuspage: "The same as Atlassian Statuspage's public API tells it, for clients made for that.",
  badges: 'Pictures and figures to embed.',
  sharing: 'For pages and programs of others that show the status.',
  monitoring: 'For Prometheus, Grafana and Alertmanager.',
  process: 'About this program.',
} as const;
export type Tag = keyof typeof TAGS;

export const RESPONSE_HEADERS = {
  ETag: 'Names this state of it.',
  Location: 'The address of what was made.',
  Link: 'The next page (`rel="next"`).',
  'Retry-After': 'Seconds after which it is worth trying again.',
  'WWW-Authenticate': 'What is wanted (RFC 9110).',
  Allow: 'The methods that are served here.',
} as const;
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

export const REQUEST_HEADERS = {
  Accept: 'The media types wanted (RFC 9110).',
  'If-None-Match': 'An entity tag of before: where that is still true, the answer is 304.',
  'If-Match':
    'An entity tag, or `*`: it is written only when it is still what this names. Without it, the last one wins.',
  'Idempotency-Key':
    'Names this request, for 24 hours: a second one with the same key gets the answer of the first, and writes nothing.',
} as const;
export type RequestHeader = keyof typeof REQUEST_HEADERS;

/** One answer of an operation. */
export interface Answer {
  readonly description: string;
  /** By media type the JSON that it is; null: it is text. */
  readonly content?: Readonly<Record<string, z.ZodType | null>>;
  readonly headers?: readonly ResponseHeader[];
  readonly example?: unknown;
}

/** One method of a path. */
export interface Operation {
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** What it asks of a request, in the words of `lib/auth`; `open`: nothing, and a credential changes nothing. */
  readonly needs: 'open' | 'public' | 'metrics' | 'admin';
  readonly query?: z.ZodObject;
  readonly headers?: readonly RequestHeader[];
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
}

/** What is served under one path, whose parameters stand in braces. */
export interface PathItem extends Partial<Record<Method, Operation>> {
  readonly parameters?: Readonly<Record<string, z.ZodType>>;
}

/** Paths by their templates. */
export type Paths = Readonly<Record<string, PathItem>>;
