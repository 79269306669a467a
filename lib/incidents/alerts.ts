import { createHash } from 'node:crypto';
import { IMPACTS, type HookSettings, type Impact, type Incident, type Push, type Verdict } from '../model.ts';
import type { StoredAlert } from '../store/store.ts';
import { alertsAsMarkdown, headline, oneLine } from './alert-text.ts';
import type { NoticeError } from './errors.ts';
import { LIMITS } from './input.ts';
import type { Notices } from './notices.ts';

/** How alerts are taken where no configuration says. */
export const DEFAULT_HOOK: HookSettings = {
  checkLabel: 'check',
  incidentLabel: 'incident',
  severityLabel: 'severity',
  degraded: ['warning', 'info', 'none'],
  forgetAfter: 25 * 3_600_000,
};

/** An alert as Alertmanager tells of it. Instants are Unix ms. */
export interface ToldAlert {
  readonly fingerprint: string;
  readonly firing: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: number;
  /** Null while it fires. */
  readonly endsAt: number | null;
}

/** One delivery of Alertmanager: a group of alerts. */
export interface AlertGroup {
  readonly key: string;
  /** Whether any of its alerts fires, those that were left out included. */
  readonly firing: boolean;
  /** How many alerts were left out. */
  readonly truncated: number;
  /** Those that all its alerts have. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly alerts: readonly ToldAlert[];
}

/** What alerts are judged by. */
export interface AlertSurroundings {
  readonly notices: Pick<Notices, 'alerts' | 'alertsOf' | 'saveAlerts' | 'incident' | 'open' | 'update'>;
  readonly settings: HookSettings;
  /** All checks that there are. */
  readonly checks: readonly { readonly id: string; readonly type: string; readonly public: boolean }[];
  /** Names this database: alerts of its own carry it. */
  readonly instance: string;
  /** Unix ms. */
  readonly now: number;
}

/** What is to be told of a delivery, and what was done. */
export interface TakenAlerts {
  readonly pushes: readonly Push[];
  readonly incidents: readonly { readonly id: string; readonly change: IncidentChange }[];
  readonly ignored: readonly { readonly fingerprint: string; readonly reason: string }[];
}

export type IncidentChange = 'opened' | 'reopened' | 'updated' | 'resolved' | 'none';

/** A group whose alerts fire again so soon after they were resolved goes on with its incident, ms. */
const REOPENED_WITHIN = 3_600_000;
/** An alert that was resolved and is told of as firing, from the same start, within this: an old delivery. ms. */
const LATE = 60_000;
/** How far back an incident may begin, ms. */
const FURTHEST_START = 30 * 86_400_000;
const LONGEST_TEXT = 2_000;

/**
 * Takes a delivery: remembers its alerts, opens and resolves the incident of its group, and says which push checks are
 * to be told which state. The same delivery twice, or an old one late, changes nothing more.
 * Deliveries must be taken one after another. Throws `NoticeError`.
 */
export async function takeAlerts(group: AlertGroup, around: AlertSurroundings): Promise<TakenAlerts> {
  const { notices, settings } = around;
  const pushChecks = new Set(around.checks.filter(({ type }) => type === 'push').map(({ id }) => id));
  const ignored: { fingerprint: string; reason: string }[] = [];
  const known = new Map(
    (await notices.alerts(group.alerts.map((one) => one.fingerprint))).map((a) => [a.fingerprint, a]),
  );
  const merged = new Map<string, StoredAlert>();
  for (const told of group.alerts) {
    const named = told.labels[settings.checkLabel];
    const isOwn = told.annotations['allswell_instance'] === around.instance;
    const check = named !== undefined && pushChecks.has(named) && !isOwn ? named : null;
    const pass = (reason: string) => ignored.push({ fingerprint: told.fingerprint, reason });
    if (check === null && !wantsIncident(told, settings)) {
      if (isOwn && named !== undefined && pushChecks.has(named))
        pass('it was told by this instance, about its own check');
      else if (named === undefined) pass(`it has no label ${settings.checkLabel}, and asks for no incident`);
      else pass(`${settings.checkLabel} names no push check, and it asks for no incident`);
      continue;
    }
    const before = merged.get(told.fingerprint) ?? known.get(told.fingerprint) ?? null;
    if (before !== null && isOld(told, before, around.now)) {
      pass('it is older than what is known of it');
      continue;
    }
    merged.set(told.fingerprint, remembered(told, check, before, group, around));
  }
  for (const left of await leftOut(group, [...merged.values()], around)) merged.set(left.fingerprint, left);

  const incidents = await tellIncident(group, merged, known, around);
  const touched = [...new Set([...merged.values()].flatMap(({ check }) => check ?? []))];
  return { pushes: await statesOf(touched, around), incidents, ignored };
}

function wantsIncident({ labels }: Pick<ToldAlert, 'labels'>, { incidentLabel }: HookSettings): boolean {
  return labels[incidentLabel]?.toLowerCase() === 'true';
}

/** Whether a delivery was overtaken by what is known already: start and end of the alert decide. */
function isOld(told: ToldAlert, before: StoredAlert, now: number): boolean {
  // An end before the beginning that is known is that of an earlier time.
  if (!told.firing) return before.firing && told.endsAt !== null && told.endsAt < before.startsAt;
  if (before.firing) return false;
  // Alertmanager may let an alert lapse and take it up again with its old start: believed when it is no late delivery.
  return told.startsAt <= (before.endsAt ?? before.startsAt) && now - before.updatedAt < LATE;
}

function remembered(
  told: ToldAlert,
  check: string | null,
  before: StoredAlert | null,
  group: AlertGroup,
  { settings, now }: AlertSurroundings,
): StoredAlert {
  const lasts = before?.firing === true && told.firing;
  return {
    fingerprint: told.fingerprint,
    check,
    incident: before?.incident ?? null,
    firing: told.firing,
    labels: chosen(told.labels, ['alertname', settings.checkLabel, settings.incidentLabel, settings.severityLabel]),
    annotations: chosen(told.annotations, ['summary', 'title', 'description']),
    startsAt: lasts ? Math.min(before.startsAt, told.startsAt) : told.startsAt,
    endsAt: told.firing ? null : told.endsAt,
    group: group.key,
    updatedAt: now,
  };
}

/** Of texts that anybody may have written, those that we look at, and no more of them than we show. */
function chosen(texts: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = texts[name];
      return text === undefined ? [] : [[name, text.slice(0, LONGEST_TEXT)]];
    }),
  );
}

/** Alerts of the group that a delivery left out, as far as it tells of them: with the whole group they are resolved. */
async function leftOut(
  group: AlertGroup,
  told: readonly StoredAlert[],
  { notices, now }: AlertSurroundings,
): Promise<StoredAlert[]> {
  if (group.firing || group.truncated === 0) return [];
  const endsAt = Math.max(...group.alerts.map((alert) => alert.endsAt ?? 0));
  const others = await notices.alertsOf({
    checks: told.flatMap(({ check }) => check ?? []),
    incidents: told.flatMap(({ incident }) => incident ?? []),
  });
  return others
    .filter((one) => one.group === group.key && one.firing && one.startsAt <= endsAt && !isMarker(one))
    .filter((one) => !told.some(({ fingerprint }) => fingerprint === one.fingerprint))
    .map((one) => ({ ...one, firing: false, endsAt, updatedAt: now }));
}

/** What the checks are by all alerts that drive them, as they are stored now. */
async function statesOf(checks: readonly string[], around: AlertSurroundings): Promise<Push[]> {
  if (checks.length === 0) return [];
  const firing = (await around.notices.alertsOf({ checks })).filter((alert) => isFiring(alert, around));
  return checks.map((check): Push => {
    const own = firing.filter((alert) => alert.check === check);
    const worst = own.find((alert) => stateBy(alert, around.settings) === 'down') ?? own[0];
    const state = worst === undefined ? 'up' : stateBy(worst, around.settings);
    const others = own.length > 1 ? ` (and ${own.length - 1} more)` : '';
    return { check, state, message: worst === undefined ? null : `${headline(worst)}${others}`, responseTime: null };
  });
}

function isFiring(alert: StoredAlert, { now, settings }: AlertSurroundings): boolean {
  return alert.firing && now - alert.updatedAt < settings.forgetAfter;
}

function severityOf({ labels }: StoredAlert, { severityLabel }: HookSettings): string {
  return (labels[severityLabel] ?? '').toLowerCase();
}

function stateBy(alert: StoredAlert, settings: HookSettings): Exclude<Verdict, 'up'> {
  const severity = severityOf(alert, settings);
  return settings.degraded.some((one) => one.toLowerCase() === severity) ? 'degraded' : 'down';
}

function impactBy(alert: StoredAlert, settings: HookSettings): Impact {
  const severity = severityOf(alert, settings);
  if (['critical', 'page', 'emergency', 'disaster'].includes(severity)) return 'critical';
  if (stateBy(alert, settings) === 'down') return 'major';
  return ['info', 'none'].includes(severity) ? 'none' : 'minor';
}

/** The row that says which incident a group has: no alert of Alertmanager's has such a fingerprint. */
function markerOf(group: AlertGroup): string {
  return `group:${createHash('sha256').update(group.key).digest('hex')}`;
}

function isMarker({ fingerprint }: StoredAlert): boolean {
  return fingerprint.startsWith('group:');
}

/** Opens, completes or resolves the incident of a group, and writes the alerts in the same transaction. */
async function tellIncident(
  group: AlertGroup,
  merged: ReadonlyMap<string, StoredAlert>,
  known: ReadonlyMap<string, StoredAlert>,
  around: AlertSurroundings,
): Promise<TakenAlerts['incidents']> {
  const { notices, settings, now } = around;
  const told = [...merged.values()];
  const asking = told.filter((alert) => wantsIncident(alert, settings) || alert.incident !== null);
  if (asking.length === 0) {
    if (told.length > 0) await notices.saveAlerts(told);
    return [];
  }
  const [marker = null] = await notices.alerts([markerOf(group)]);
  const incident = marker?.incident == null ? null : await notices.incident(marker.incident);
  const members =
    incident === null ? [] : (await notices.alertsOf({ incidents: [incident.id] })).filter((one) => !isMarker(one));
  const firing = [
    ...new Map([...members, ...asking].map((one) => [one.fingerprint, merged.get(one.fingerprint) ?? one])).values(),
  ]
    .filter((alert) => isFiring(alert, around))
    .sort((a, b) => a.startsAt - b.startsAt);
  const begun = firing.filter(({ fingerprint }) => merged.has(fingerprint) && known.get(fingerprint)?.firing !== true);
  const impact = worst(firing.map((alert) => impactBy(alert, settings)));

  /** The alerts as they are to be stored, all of them in this incident; and which impact it was given by us. */
  const inIncident = (id: string, given: string): StoredAlert[] => [
    ...told.map((alert) => (asking.includes(alert) ? { ...alert, incident: id } : alert)),
    {
      fingerprint: markerOf(group),
      check: null,
      incident: id,
      firing: firing.length > 0,
      labels: {},
      annotations: { impact: given },
      startsAt: marker?.startsAt ?? now,
      group: group.key,
      updatedAt: now,
    },
  ];
  const ours = marker?.annotations['impact'] ?? '';
  const leave = async (): Promise<TakenAlerts['incidents']> => {
    await notices.saveAlerts(told);
    return marker?.incident == null ? [] : [{ id: marker.incident, change: 'none' }];
  };
  // What is told beside a check that everybody sees is read by everybody.
  const affected = new Set([...(incident?.checks ?? []), ...affectedBy(firing, around)]);
  const isOpen = around.checks.some((check) => check.public && affected.has(check.id));
  const shown = isOpen ? begun.filter((alert) => !isHidden(alert, around)) : begun;
  const body = shown.length > 0 ? alertsAsMarkdown(shown) : 'Another alert fires.';
  const joined = affectedBy(begun, around).filter((id) => incident?.checks.includes(id) !== true);
  const checks =
    incident !== null && joined.length > 0 ? { checks: [...incident.checks, ...joined].slice(0, LIMITS.checks) } : {};

  if (incident?.resolvedAt === null) {
    const { id } = incident;
    if (firing.length === 0 && (!group.firing || group.truncated === 0)) {
      // Only behind all that people wrote does it resolve anything.
      const ended = Math.max(...told.map(({ endsAt }) => endsAt ?? 0));
      const at = ended > (incident.updates[0]?.at ?? 0) && ended <= now ? { at: new Date(ended).toISOString() } : {};
      const input = { status: 'resolved', body: 'All alerts are resolved.', ...at };
      return written(() => notices.update(id, input, { alerts: () => inIncident(id, ours) }), 'resolved', leave);
    }
    // What people have set is not changed any more.
    const raised =
      begun.length > 0 && ours === incident.impact && IMPACTS.indexOf(impact) > IMPACTS.indexOf(incident.impact);
    if (joined.length === 0 && !raised) {
      await notices.saveAlerts(inIncident(id, ours));
      return [{ id, change: 'none' }];
    }
    const input = { body, ...checks, ...(raised ? { impact } : {}) };
    const alerts = () => inIncident(id, raised ? impact : ours);
    return written(() => notices.update(id, input, { alerts }), 'updated', leave);
  }

  // What people resolved or deleted while its alerts fire stays so, until another one begins.
  if (begun.length === 0) return leave();
  if (incident !== null && now - incident.resolvedAt < REOPENED_WITHIN) {
    const { id } = incident;
    const input = { status: 'investigating', body, ...checks };
    return written(() => notices.update(id, input, { alerts: () => inIncident(id, ours) }), 'reopened', leave);
  }
  const title = oneLine(group.annotations['summary'] ?? '', LIMITS.title);
  const startsAt = Math.max(Math.min(...begun.map((alert) => alert.startsAt), now), now - FURTHEST_START);
  const input = {
    title: title === '' ? headline(shown[0] ?? { labels: {}, annotations: {} }) : title,
    impact,
    status: 'investigating',
    checks: affectedBy(firing, around),
    body,
    at: new Date(startsAt).toISOString(),
  };
  return written(() => notices.open(input, { alerts: ({ id }) => inIncident(id, impact) }), 'opened', leave);
}

/** Writes; where the incident as it stands takes no more, it is left, and the alerts are remembered all the same. */
async function written(
  write: () => Promise<Incident>,
  change: IncidentChange,
  leave: () => Promise<TakenAlerts['incidents']>,
): Promise<TakenAlerts['incidents']> {
  try {
    const { id } = await write();
    return [{ id, change }];
  } catch (error) {
    // The notices may be those of another bundle, with a class of their own.
    const { name, code } = error as NoticeError;
    if (name === 'NoticeError' && (code === 'wrong_state' || code === 'not_found')) return leave();
    throw error;
  }
}

function affectedBy(alerts: readonly StoredAlert[], { settings, checks }: AlertSurroundings): string[] {
  const ids = new Set(checks.map(({ id }) => id));
  const named = alerts.flatMap(({ labels }) => labels[settings.checkLabel] ?? []);
  return [...new Set(named)].filter((id) => ids.has(id)).slice(0, LIMITS.checks);
}

/** Whether an alert is about a check that the public does not see. */
function isHidden({ labels }: StoredAlert, { settings, checks }: AlertSurroundings): boolean {
  const check = checks.find(({ id }) => id === labels[settings.checkLabel]);
  return check !== undefined && !check.public;
}

function worst(impacts: readonly Impact[]): Impact {
  return IMPACTS[Math.max(0, ...impacts.map((impact) => IMPACTS.indexOf(impact)))] ?? 'none';
}
