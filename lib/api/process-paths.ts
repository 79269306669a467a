import * as z from 'zod';
import { FORMATS } from '../formats/registry.ts';
import { alertmanagerAnswer, alertmanagerPayload } from './alertmanager.ts';
import { ADMIN_REFUSALS, BAD_QUERY, json, NOT_MODIFIED, NOTHING_KNOWN, problem, text } from './answers.ts';
import { ALERTS } from './examples.ts';
import { liveSchema, metricsQuery, readinessQuery } from './health-schemas.ts';
import type { Answer, PathItem, Paths, Tag } from './operation.ts';

/** Any JSON object: what it means is told elsewhere. */
export const objectSchema = z.looseObject({}).meta({ description: 'Told by the standard that it follows.' });

function reads(
  id: string,
  tag: Tag,
  summary: string,
  answers: Readonly<Record<number, Answer>>,
  query?: z.ZodObject,
): PathItem {
  const isTagged = 304 in answers;
  return {
    get: {
      id,
      tag,
      summary,
      needs: 'open',
      ...(query === undefined ? {} : { query }),
      ...(isTagged ? { headers: ['If-None-Match'] } : {}),
      answers,
    },
  };
}

const lives = (id: string, summary: string) =>
  reads(id, 'process', summary, { 200: text('It does.', 'text/plain'), 304: NOT_MODIFIED });

const isReady = (id: string, summary: string) =>
  reads(
    id,
    'process',
    summary,
    {
      200: text('It is.', 'text/plain'),
      304: NOT_MODIFIED,
      503: text('It is not: the worker, the database or its schema is away.', 'text/plain', ['Retry-After']),
    },
    readinessQuery,
  );

const file = (id: string, summary: string, content: NonNullable<Answer['content']>) =>
  reads(id, 'monitoring', summary, {
    200: { description: 'The file, made for the configured prefix.', content, headers: ['ETag'] },
    304: NOT_MODIFIED,
    503: NOTHING_KNOWN,
  });
const yaml = { 'application/yaml': null };

const [textType, openMetricsType] = [FORMATS.prometheus.mediaTypes[0], FORMATS.openmetrics.mediaTypes[0]];

/** For those that watch the watchman. */
export const processPaths: Paths = {
  '/metrics': {
    get: {
      id: 'getMetrics',
      tag: 'monitoring',
      summary: 'The metrics of all checks and of this process',
      needs: 'metrics',
      query: metricsQuery,
      headers: ['Accept', 'If-None-Match'],
      answers: {
        200: {
          description: 'Samples, in the format that is asked for; the text format where neither is accepted.',
          content: { [textType]: null, [openMetricsType]: null },
          headers: ['ETag'],
        },
        304: NOT_MODIFIED,
        400: BAD_QUERY,
        401: problem('A credential is needed, or the one given is wrong.', ['WWW-Authenticate']),
        503: NOTHING_KNOWN,
      },
    },
  },
  '/monitoring/prometheus.yml': file('scrapeConfiguration', 'A configuration of Prometheus that scrapes this', yaml),
  '/monitoring/prometheus-rules.yml': file('alertRules', 'Alert rules for Prometheus', yaml),
  '/monitoring/grafana-dashboard.json': file('dashboard', 'A dashboard for Grafana', {
    'application/json': objectSchema,
  }),
  '/monitoring/grafana-datasource.yml': file('datasource', "Provisioning of Grafana's data source", yaml),
  '/monitoring/grafana-dashboards.yml': file('dashboards', "Provisioning of Grafana's dashboards", yaml),
  '/api/hooks/alertmanager': {
    post: {
      id: 'takeAlerts',
      tag: 'monitoring',
      summary: 'Take what Alertmanager tells, as states of push checks and as incidents',
      needs: 'admin',
      body: { schema: alertmanagerPayload, example: ALERTS },
      answers: {
        200: json('What came of it.', alertmanagerAnswer, undefined, []),
        400: problem('The body is not what Alertmanager sends; `errors` tells where.'),
        ...ADMIN_REFUSALS,
        503: NOTHING_KNOWN,
        504: problem('The worker did not answer in time.'),
      },
    },
  },
  '/livez': lives('isAlive', 'Whether this process answers'),
  '/healthz': lives('isAliveByKubernetes', 'The same as `/livez`'),
  '/-/healthy': lives('isAliveByPrometheus', 'The same as `/livez`'),
  '/readyz': isReady('isReady', 'Whether what is shown is watched'),
  '/-/ready': isReady('isReadyByPrometheus', 'The same as `/readyz`'),
  '/live': reads('getRevision', 'process', 'What open pages ask for: whether there is anything new', {
    200: json('What is shown now.', liveSchema),
    304: NOT_MODIFIED,
    503: json('Nothing is known yet.', liveSchema, undefined, []),
  }),
  '/openapi.json': reads('getDescription', 'process', 'This document', {
    200: json('OpenAPI 3.1.', objectSchema),
    304: NOT_MODIFIED,
    503: NOTHING_KNOWN,
  }),
  '/config.schema.json': reads('getConfigurationSchema', 'process', 'The JSON Schema of the configuration file', {
    200: json('Draft 2020-12.', objectSchema),
    304: NOT_MODIFIED,
  }),
};
