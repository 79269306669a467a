import * as z from 'zod';
import { checkTypes, conflicts, type CheckTypeName } from '../checks/registry.ts';
import { boolean, duration, number } from '../checks/scalars.ts';
import { CHECK_ID, LANGUAGES, SEVERITIES } from '../model.ts';
import { alerting } from './alerting.ts';
import { brandKeys } from './brand.ts';
import { isWellFormed, line } from './line.ts';

/**
 * The one definition of the configuration file: what is accepted, with which defaults, by which words it is
 * refused, and what editors show of it. Durations are in ms in the output.
 */

const ID_RULE = 'must be 1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit';
const id = z.string({ error: ID_RULE }).regex(CHECK_ID, { error: ID_RULE });

function lasting(min: { ms: number; text: string }, max: { ms: number; text: string }) {
  const rule = { error: `must last from ${min.text} to ${max.text}` };
  return duration.refine((ms) => ms >= min.ms && ms <= max.ms, rule);
}

const DAY = 86_400_000;
const interval = lasting({ ms: 100, text: '100ms' }, { ms: 30 * DAY, text: '30d' });
const timeout = lasting({ ms: 100, text: '100ms' }, { ms: 600_000, text: '10m' });
const retention = lasting({ ms: 3_600_000, text: '1h' }, { ms: 3_650 * DAY, text: '3650d' });
const retries = number({ min: 0, max: 10, integer: true, rule: 'must be a whole number from 0 to 10' });
const threshold = number({ min: 1, max: 100, integer: true, rule: 'must be a whole number from 1 to 100' });

const URL_RULE = 'must be an absolute http or https URL without credentials, query and fragment';
const siteUrl = z
  .string({ error: URL_RULE })
  .refine(isSiteUrl, { error: URL_RULE })
  .transform((text) => new URL(text).href.replace(/\/+$/, ''));

function isSiteUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && !/[?#@]/.test(text) && !/\s/.test(text);
}

const ZONE_RULE = 'must be a time zone of the IANA database, such as UTC or Europe/Berlin';
const timezone = z.string({ error: ZONE_RULE }).refine(isTimeZone, { error: ZONE_RULE });

function isTimeZone(name: string): boolean {
  // Newer engines also take offsets such as +01:00, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const PREFIX_RULE =
  'must be letters, digits and underscores, not beginning with a digit, at most 64: the start of a metric’s name';
const LABEL_RULE = 'must be letters, digits and underscores, beginning with neither a digit nor two underscores';

/** Labels that our metrics, and those of the process, have themselves. */
const RESERVED_LABELS = new Set([
  ...['check', 'name', 'group', 'type', 'result', 'window', 'phase', 'version'],
  ...['le', 'quantile', 'kind', 'space', 'major', 'minor', 'patch'],
]);

const labelName = z
  .string()
  .regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,127}$/, { error: LABEL_RULE })
  .refine((name) => !RESERVED_LABELS.has(name), {
    error: 'must be another label: Allswell’s own metrics have this one',
  });

const language = z.enum(LANGUAGES);
const languages = z
  .array(language)
  .min(1)
  .refine((all) => new Set(all).size === all.length, { error: 'must name each language once' });

const site = z.strictObject({
  name: line(100).default('Allswell').describe('The name of the service, as pages and feeds show it'),
  url: siteUrl.optional().describe('Where visitors reach this page; the links of feeds and badges begin with it'),
  description: line(500).optional().describe('One sentence about the service'),
  timezone: timezone.default('UTC').describe('The days of the page are days there (IANA name)'),
  ...brandKeys,
  language: language
    .optional()
    .describe('What the pages speak to those who prefer none of `languages`. Default is the first of them'),
  languages: languages
    .default([...LANGUAGES])
    .describe('What the pages speak, of which each visitor’s browser chooses'),
});

const metrics = z.strictObject({
  prefix: z
    .string({ error: PREFIX_RULE })
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, { error: PREFIX_RULE })
    .default('health_check')
    .describe('What the names of all metrics begin with'),
  labels: z
    .record(
      labelName,
      z
        .string({ error: 'must be text (numbers in quotes)' })
        .max(500, { error: 'must be at most 500 characters' })
        .refine(isWellFormed, { error: 'must be whole Unicode characters' }),
    )
    .default({})
    .describe('Labels that every sample carries'),
  histogram: boolean.prefault(false).describe('Whether a histogram of response times is among the metrics'),
});

const HUB_RULE = 'must be an absolute http or https URL without credentials';
const feeds = z.strictObject({
  hub: z
    .string({ error: HUB_RULE })
    .refine((text) => URL.canParse(text) && /^https?:\/\/[^@\s]+$/.test(text), { error: HUB_RULE })
    .optional()
    .describe('The WebSub hub by which subscribers are told of news at once'),
});

const defaults = z.strictObject({
  interval: interval.prefault('60s').describe('From the start of a run to the start of the next'),
  timeout: timeout.prefault('10s').describe('How long a run may take'),
  retries: retries.prefault(0).describe('How often a failed run is repeated before it counts'),
  failureThreshold: threshold.prefault(1).describe('How many failing results in a row change the state'),
  successThreshold: threshold.prefault(1).describe('How many good results in a row change it back'),
});

const group = z.strictObject({
  id: id.describe('The name by which checks and requests refer to the group'),
  name: line(100).describe('The name that people see'),
});

const checkKeys = {
  id: id.describe('The name of the check in addresses, metrics and stored history'),
  name: line(100).describe('The name that people see; changing it keeps the history'),
  description: line(500).optional().describe('One sentence about what is checked'),
  group: z.string({ error: 'must be the id of a group' }).optional().describe('The id of the group it belongs to'),
  interval: interval
    .optional()
    .describe('From the start of a run to the start of the next. Default is that of `defaults`'),
  timeout: timeout.optional().describe('How long a run may take. Default is that of `defaults`'),
  retries: retries
    .optional()
    .describe('How often a failed run is repeated before it counts. Default is that of `defaults`'),
  failureThreshold: threshold
    .optional()
    .describe('How many failing results in a row change the state. Default is that of `defaults`'),
  successThreshold: threshold
    .optional()
    .describe('How many good results in a row change it back. Default is that of `defaults`'),
  severity: z
    .enum(SEVERITIES)
    .default('critical')
    .describe('A failing check of severity warning is degraded, not down'),
  public: boolean.prefault(true).describe('false: only requests with a token see it'),
  paused: boolean.prefault(false).describe('true: it does not run'),
  formerIds: z
    .array(id)
    .max(100, { error: 'must have at most 100 entries' })
    .default([])
    .describe('Ids it had before, to keep their history'),
};

/** What every check has, whatever its type: to judge a check whose type is not known. */
export const anyCheck = z.looseObject(checkKeys);

const { id: checkId, ...otherKeys } = checkKeys;

/** One schema a type: the keys of every check, and the type's own. */
const checks = (Object.keys(checkTypes) as CheckTypeName[]).map((type) =>
  z
    .strictObject({
      id: checkId,
      type: z.literal(type).describe(checkTypes[type].summary),
      ...otherKeys,
      ...checkTypes[type].options.shape,
    })
    .superRefine((check, context) => {
      for (const conflict of conflicts(type, optionsOf(type, check)))
        context.addIssue({ code: 'custom', path: [...conflict.path], message: conflict.message });
    })
    .meta({ title: type, description: checkTypes[type].summary }),
);

/** The part of a check that is its type's own: what its probe receives. */
export function optionsOf(type: CheckTypeName, check: object): Readonly<Record<string, unknown>> {
  const keys = checkTypes[type].options.shape;
  return Object.fromEntries(Object.entries(check).filter(([key]) => Object.hasOwn(keys, key)));
}

/** The whole file. */
export const configFile = z.strictObject({
  site: site.prefault({}).describe('The page itself'),
  metrics: metrics.prefault({}).describe('The metrics for Prometheus'),
  feeds: feeds.prefault({}).describe('The feeds'),
  defaults: defaults.prefault({}).describe('What checks have that do not say otherwise'),
  retention: z
    .strictObject({
      results: retention.prefault('3d').describe('Single results'),
      fiveMinutes: retention.prefault('14d').describe('Figures of five minutes'),
      hours: retention.prefault('400d').describe('Figures of an hour'),
    })
    .prefault({})
    .describe('How long history is kept; days and changes of state are kept for ever'),
  uptime: z
    .strictObject({
      countMaintenance: boolean.prefault(false).describe('Whether time in maintenance counts for uptime'),
    })
    .prefault({})
    .describe('How uptime is computed'),
  alerting: alerting.prefault({}).describe('Alertmanager: whom to tell, and how to take what it tells'),
  groups: z.array(group).default([]).describe('The groups of checks, in the order of the page'),
  checks: z
    .array(z.discriminatedUnion('type', checks as [(typeof checks)[0], ...typeof checks]))
    .optional()
    .describe('What is checked, in the order of the page. Without this key Allswell checks itself'),
});
