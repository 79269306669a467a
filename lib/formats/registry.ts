import type { Snapshot } from '../model.ts';
import { renderAtom } from './atom.ts';
import type { FeedRequest } from './feed-entries.ts';
import { renderHealthJson } from './health-json.ts';
import { renderJson } from './json.ts';
import { renderOpenMetrics } from './openmetrics.ts';
import { renderPrometheus } from './prometheus.ts';
import { renderRss } from './rss.ts';
import { renderText } from './text.ts';

/** A representation of a snapshot. */
export interface Format {
  /** As sent. */
  readonly contentType: string;
  /** By which `Accept` asks for it; none: by `?format=` alone. */
  readonly mediaTypes: readonly string[];
  /** Whether `?format=` names it. */
  readonly named: boolean;
  /** Whose snapshot it shows: always the public's, or that of whoever asks. */
  readonly audience: 'public' | 'request';
  /** Whether its answer is 503 when the selection fails. */
  readonly failsWith503: boolean;
  /** Null: a page renders it. */
  readonly render: ((snapshot: Snapshot, request: FeedRequest) => string | Buffer<ArrayBuffer>) | null;
}

const feed = { named: true, audience: 'public', failsWith503: false } as const;
const data = { named: true, audience: 'request', failsWith503: true } as const;
const metrics = { named: true, audience: 'request', failsWith503: false } as const;

/** In the order in which the server prefers them among equals. The first is what is answered to "anything". */
export const FORMATS = {
  json: { ...data, contentType: 'application/json', mediaTypes: ['application/json'], render: renderJson },
  'health+json': {
    ...data,
    named: false,
    contentType: 'application/health+json',
    mediaTypes: ['application/health+json'],
    render: renderHealthJson,
  },
  prometheus: {
    ...metrics,
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    mediaTypes: ['text/plain'],
    render: renderPrometheus,
  },
  openmetrics: {
    ...metrics,
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    mediaTypes: ['application/openmetrics-text'],
    render: renderOpenMetrics,
  },
  text: { ...data, contentType: 'text/plain; charset=utf-8', mediaTypes: [], render: renderText },
  atom: {
    ...feed,
    contentType: 'application/atom+xml; charset=utf-8',
    mediaTypes: ['application/atom+xml'],
    render: renderAtom,
  },
  rss: {
    ...feed,
    contentType: 'application/rss+xml; charset=utf-8',
    mediaTypes: ['application/rss+xml'],
    render: renderRss,
  },
  html: { ...feed, contentType: 'text/html; charset=utf-8', mediaTypes: ['text/html'], render: null },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

/** The format of a name. */
export function formatOf(name: FormatName): Format {
  return FORMATS[name];
}

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
