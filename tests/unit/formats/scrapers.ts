import type { FormatName } from '../../../lib/formats/registry.ts';

const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** What scrapers and others say that they accept, as they send it, and what they are to get from `/api/health`. */
export const SCRAPERS: readonly (readonly [who: string, accept: string | null, format: FormatName])[] = [
  ['Prometheus 1', `${PROTOBUF};q=0.7,text/plain;version=0.0.4;q=0.3,*/*;q=0.1`, 'prometheus'],
  ['Prometheus 2.0', 'text/plain;version=0.0.4;q=1,*/*;q=0.1', 'prometheus'],
  [
    'Prometheus 2.5 to 2.42',
    'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openmetrics',
  ],
  [
    'Prometheus 2.43',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    'openmetrics',
  ],
  [
    'Prometheus 2.49 and later 2',
    'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    'openmetrics',
  ],
  [
    'Prometheus 2 with native histograms',
    `${PROTOBUF};q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,application/openmetrics-text;version=0.0.1;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1`,
    'openmetrics',
  ],
  [
    'Prometheus 3.0',
    'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    'openmetrics',
  ],
  [
    'Prometheus 3 with names in ASCII',
    'application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
    'openmetrics',
  ],
  [
    'Prometheus 3 that was told to prefer text',
    'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.4,*/*;q=0.3',
    'prometheus',
  ],
  [
    'Prometheus 3 with native histograms, Grafana Alloy',
    `${PROTOBUF};q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
    'openmetrics',
  ],
  ['VictoriaMetrics, Netdata', 'text/plain;version=0.0.4;q=1,*/*;q=0.1', 'prometheus'],
  ['Telegraf', `${PROTOBUF};q=0.7,text/plain;version=0.0.4;q=0.3,*/*;q=0.1`, 'prometheus'],
  ['Datadog', 'text/plain', 'prometheus'],
  [
    'Datadog with use_latest_spec',
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1',
    'openmetrics',
  ],
  ['who wants protobuf, or else anything', `${PROTOBUF};q=0.7,*/*;q=0.1`, 'json'],
  ['curl', '*/*', 'json'],
  ['who says nothing', null, 'json'],
  ['axios', 'application/json, text/plain, */*', 'json'],
  ['Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  [
    'Chromium',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
    'html',
  ],
  ['Safari', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
  ['a feed reader', 'application/atom+xml,application/rss+xml;q=0.9,*/*;q=0.1', 'atom'],
];

/** By format, as it is sent. */
export const CONTENT_TYPES: Partial<Record<FormatName, string>> = {
  json: 'application/json',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  html: 'text/html; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
};
