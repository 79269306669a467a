import * as z from 'zod';
import { FORMAT_NAMES, formatOf, type FormatName } from '../formats/registry.ts';
import { OVERALL, PHASES, RANGES, RESULT_STATES, WINDOWS, type Window } from '../model.ts';
import { checkId, code, count, instant, instantOrNull, ratioOrNull, seconds, secondsOrNull, state } from './scalars.ts';

const NAMED = FORMAT_NAMES.filter((name) => formatOf(name).named) as [FormatName, ...FormatName[]];

const format = z
  .enum(NAMED)
  .optional()
  .meta({ description: 'The representation. It goes before `Accept`, which chooses where this is not given.' });
const fresh = z
  .literal(['true', 'false'], 'must be true or false')
  .optional()
  .meta({ description: '`true` has the selected checks run now, and answers with their results. Admin token.' });

/** What selects among the checks; without any, all are meant. */
export const selectionQuery = z.object({
  check: z.array(z.string()).meta({ description: 'Ids of checks. May be repeated.' }),
  group: z.array(z.string()).meta({ description: 'Ids of groups. May be repeated.' }),
});
export const oneHealthQuery = z.object({ format, fresh });
export const healthQuery = selectionQuery.extend({ format, fresh });
export const metricsQuery = z.object({ format: z.enum(['prometheus', 'openmetrics']).optional() });
export const readinessQuery = z.object({
  verbose: z.string().optional().meta({ description: 'When it is there, whatever its value, each finding is told.' }),
});
export const historyQuery = z.object({
  range: z.enum(RANGES).default('24h').meta({ description: 'How far back, from now.' }),
  format: z.enum(['json', 'csv']).default('json'),
});

const windows = z.object(
  Object.fromEntries(Object.keys(WINDOWS).map((window) => [window, ratioOrNull])) as Record<Window, typeof ratioOrNull>,
);

const checkSchema = z.object({
  id: checkId,
  name: z.string(),
  group: z.string().nullable(),
  type: z.string(),
  status: z.enum([...OVERALL, 'unknown', 'paused']),
  state,
  since: instantOrNull.meta({
    description: 'Since when it has this state. Unknown and paused time does not interrupt degraded and down.',
  }),
  lastRunAt: instantOrNull,
  responseTimeSeconds: secondsOrNull,
  code: code.nullable(),
  message: z.string().nullable(),
  maintenance: z.boolean(),
  uptime: windows.meta({ description: 'Time up or degraded by time with a verdict.' }),
});

export const healthSchema = z.object({
  status: z.enum(OVERALL),
  description: z.string(),
  generatedAt: instant,
  staleSince: instant.optional().meta({ description: 'Since when the database does not answer.' }),
  checks: z.array(checkSchema),
});

const measurement = z.object({
  componentId: checkId,
  componentType: z.enum(['component', 'datastore', 'system']),
  observedValue: seconds.optional(),
  observedUnit: z.literal('s').optional(),
  status: z.enum(OVERALL).optional(),
  time: instant.optional(),
  output: z.string().optional(),
  links: z.object({ about: z.url() }).optional(),
});

/** draft-inadarei-api-health-check-06 */
export const healthPlusSchema = z.object({
  status: z.enum(OVERALL),
  version: z.string(),
  serviceId: z.string(),
  description: z.string(),
  notes: z.array(z.string()),
  output: z.string().optional(),
  checks: z.record(z.string(), z.array(measurement)),
  links: z.object({ about: z.url() }),
});

const bucketSchema = z.object({
  start: instant,
  end: instant,
  count,
  runs: z.object({ up: count, degraded: count, down: count, unknown: count }),
  seconds: z
    .object({ up: seconds, degraded: seconds, down: seconds, unknown: seconds, paused: seconds, none: seconds })
    .extend({ maintenance: seconds })
    .meta({ description: 'The time in each state.' }),
  uptime: ratioOrNull,
  successful: count.meta({ description: 'The runs that latency is told of.' }),
  min: secondsOrNull,
  mean: secondsOrNull,
  p50: secondsOrNull,
  p95: secondsOrNull,
  p99: secondsOrNull,
  max: secondsOrNull,
});

export const historySchema = z.object({
  check: checkId,
  range: z.enum(RANGES),
  from: instant,
  to: instant,
  bucketSeconds: seconds,
  buckets: z.array(bucketSchema),
  spans: z.array(z.object({ from: instant, to: instant, state: z.enum([...state.options, 'none']) })),
  total: bucketSchema,
});

export const resultSchema = z.object({
  check: checkId,
  at: instant.meta({ description: 'The end of the run.' }),
  state: z.enum(RESULT_STATES),
  responseTimeSeconds: secondsOrNull,
  code: code.nullable(),
  message: z.string().nullable(),
  raw: z.string().nullable().meta({ description: 'Addresses and errors as the system tells them.' }),
  phases: z.partialRecord(z.enum(PHASES), seconds).nullable(),
  certificateExpiresAt: instantOrNull,
});

/** What open pages ask for. */
export const liveSchema = z.object({
  revision: z.string().nullable(),
  overall: z.enum(OVERALL).nullable(),
  generatedAt: z.int().nullable(),
});
