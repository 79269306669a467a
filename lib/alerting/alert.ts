import { CODES, iso, type Code, type State } from '../model.ts';

/** What is to be known of a check to tell of it. */
export interface CheckState {
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly state: State;
  /** Since when, Unix ms. */
  readonly since: number | null;
  readonly code: Code | null;
  /** Its open outage. */
  readonly outage: { readonly startedAt: number; readonly worst: 'degraded' | 'down' } | null;
}

/** Who tells. */
export interface Sender {
  readonly site: { readonly name: string; readonly url: string };
  /** Names this database: its own alerts are known by it when they come back. */
  readonly instance: string;
  /** On every alert. */
  readonly labels: Readonly<Record<string, string>>;
}

/** An alert that lasts or has ended. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorURL: string;
  /** Unix ms. */
  readonly startsAt: number;
}

/** The annotation by which an instance knows its own alerts. */
export const INSTANCE_ANNOTATION = 'allswell_instance';

const KINDS = {
  down: { alertname: 'HealthCheckDown', severity: 'critical' },
  degraded: { alertname: 'HealthCheckDegraded', severity: 'warning' },
} as const;

/**
 * The alert that a check's state is; null where there is nothing to tell. Of a check that is `unknown` within an outage
 * nothing new is known: `before` stays, and after a restart what its outage tells.
 */
export function alertOf(check: CheckState, sender: Sender, before: Alert | null): Alert | null {
  if (check.state === 'down' || check.state === 'degraded')
    return make(check, check.state, check.since ?? check.outage?.startedAt ?? 0, sender);
  if (check.state !== 'unknown' || check.outage === null) return null;
  return before ?? make(check, check.outage.worst, check.outage.startedAt, sender);
}

function make(
  check: CheckState,
  state: 'down' | 'degraded',
  startsAt: number,
  { site, instance, labels }: Sender,
): Alert {
  const { alertname, severity } = KINDS[state];
  return {
    labels: {
      ...labels,
      alertname,
      check: check.id,
      ...(check.group === null ? {} : { group: check.group }),
      severity,
      site: site.name,
      instance: new URL(site.url).host,
    },
    annotations: {
      summary: `${check.name} is ${state}`,
      description: check.code === null ? `The check has found it ${state}` : CODES[check.code].text,
      [INSTANCE_ANNOTATION]: instance,
    },
    generatorURL: `${site.url}/checks/${encodeURIComponent(check.id)}`,
    startsAt,
  };
}

/** What makes an alert the same to Alertmanager: its labels. */
export function identityOf({ labels }: Alert): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An alert as Alertmanager's API v2 takes it. */
export function wireAlert({ labels, annotations, generatorURL, startsAt }: Alert, endsAt: number): object {
  return { labels, annotations, generatorURL, startsAt: iso(startsAt), endsAt: iso(endsAt) };
}
