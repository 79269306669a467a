import * as z from 'zod';
import { headerName, headerValue } from '../checks/http-options.ts';
import { duration } from '../checks/scalars.ts';

/** An Alertmanager to deliver to. */
export interface AlertmanagerConfig {
  /** The URL, without a slash at its end. Credentials in it are sent as Basic authorization. Never logged. */
  readonly url: string;
  /** Never logged. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How changes of state are delivered to Alertmanagers. */
export interface AlertingConfig {
  readonly alertmanagers: readonly AlertmanagerConfig[];
  /** On every alert. */
  readonly labels: Readonly<Record<string, string>>;
  /** ms */
  readonly resend: number;
}

const URL_RULE = 'must be an absolute http or https URL without query and fragment';
const url = z
  .string({ error: URL_RULE })
  .refine((text) => URL.canParse(text) && /^https?:\/\/[^\s?#]+$/i.test(text), { error: URL_RULE })
  .transform((text) => new URL(text).href.replace(/\/+$/, ''));

const LABEL_RULE = 'must be letters, digits and underscores, beginning with neither a digit nor two underscores';
const label = z.string({ error: LABEL_RULE }).regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,127}$/, { error: LABEL_RULE });

/** Labels that each alert has by itself. */
const OWN_LABELS = ['alertname', 'check', 'group', 'severity', 'site', 'instance'];

function lasting(min: { ms: number; text: string }, max: { ms: number; text: string }) {
  const rule = { error: `must last from ${min.text} to ${max.text}` };
  return duration.refine((ms) => ms >= min.ms && ms <= max.ms, rule);
}

const word = z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' });

/** The part `alerting` of the configuration file. */
export const alerting = z.strictObject({
  alertmanagers: z
    .array(
      z.strictObject({
        url: url.describe('Where it is, as http://alertmanager:9093; credentials are sent as Basic authorization'),
        headers: z
          .record(headerName, headerValue)
          .default({})
          .describe('Request headers, such as Authorization. Their values are never shown'),
      }),
    )
    .max(10, { error: 'must have at most 10 entries' })
    .default([])
    .describe('The Alertmanagers that are told of each check that is down or degraded; all of a cluster'),
  labels: z
    .record(
      label.refine((name) => !OWN_LABELS.includes(name), {
        error: `must be another label: alerts have ${OWN_LABELS.join(', ')} by themselves`,
      }),
      z.string({ error: 'must be text (numbers in quotes)' }).max(500, { error: 'must be at most 500 characters' }),
    )
    .default({})
    .describe('Labels that every alert carries, for routing'),
  resend: lasting({ ms: 1_000, text: '1s' }, { ms: 3_600_000, text: '1h' })
    .prefault('60s')
    .describe(
      'How often alerts are told again; without a word for four times as long Alertmanager takes them for resolved',
    ),
  hook: z
    .strictObject({
      checkLabel: label.default('check').describe('The label with the id of the push check that an alert drives'),
      incidentLabel: label
        .default('incident')
        .describe('The label that makes an incident of an alert, when it is true'),
      severityLabel: label.default('severity').describe('The label with the severity of an alert'),
      degraded: z
        .array(word)
        .max(100, { error: 'must have at most 100 entries' })
        .default(['warning', 'info', 'none'])
        .describe('Severities of alerts that degrade a check; any other takes it down'),
      forgetAfter: lasting({ ms: 60_000, text: '1m' }, { ms: 31_536_000_000, text: '365d' })
        .prefault('25h')
        .describe('After so long without a word an alert is taken for gone: longer than the repeat_interval'),
    })
    .prefault({})
    .describe('How alerts that Alertmanager sends here are taken'),
});
