import { histogramFrom } from '../history/histogram.ts';
import { isVerdict } from '../history/transition.ts';
import { dayEdges, stateTime, uptimeRatio, type CalendarDay } from '../history/uptime.ts';
import {
  CODES,
  WINDOWS,
  type Audience,
  type CatalogueCheck,
  type CheckView,
  type Code,
  type Maintenance,
  type Snapshot,
  type State,
  type Transition,
  type Window,
  type WorkerView,
} from '../model.ts';
import type { CheckMemory, Memory } from './memory.ts';
import { describe, hasVerdict, overallOf } from './select.ts';
import { writtenOf } from './written.ts';

/** Days on the bars. */
const DAYS = 90;
/** The worker writes at least every 10 s; without a word for longer than this it is taken for dead, ms. */
const WORKER_SILENCE = 15_000;
/** Uptime figures move with time alone: a snapshot is derived anew at least this often, ms. */
const MAX_AGE = 60_000;
const HOUR = 3_600_000;

/** What a snapshot says beside what is in the store. */
export interface Frame {
  readonly revision: string;
  readonly now: number;
  readonly validUntil: number;
  readonly staleSince: number | null;
  readonly version: string;
}

/** What all checks of a snapshot have in common. */
interface Moment {
  readonly now: number;
  /** When time alone changes something for all of them: midnight, the edge of a maintenance, or mere age. */
  readonly until: number;
  readonly days: readonly CalendarDay[];
  readonly maintenance: readonly Maintenance[];
}

/** The snapshot of a moment for an audience: checks that it may not see take part in nothing. */
export function deriveSnapshot(memory: Memory, audience: Audience, frame: Frame): Snapshot {
  const { catalogue, instance } = memory;
  const { now } = frame;
  const days = dayEdges(now, catalogue.site.timezone, DAYS);
  const maintenance = memory.notices.maintenance(now);
  const nextHour = (Math.floor(now / HOUR) + 1) * HOUR;
  const until = Math.min(now + MAX_AGE, nextHour, days.at(-1)?.end ?? Infinity, memory.notices.nextEdge(now));
  const moment: Moment = { now, until, days, maintenance };
  const checks = memory.checksFor(audience).map((check) => viewAt(check, memory, audience, moment));
  const members = groupsOf(checks);
  const groups = catalogue.groups.flatMap(({ id, name }) => {
    const own = members.get(id);
    return own === undefined ? [] : [{ id, name, checks: own }];
  });
  return {
    revision: frame.revision,
    audience,
    generatedAt: frame.now,
    validUntil: frame.validUntil,
    staleSince: frame.staleSince,
    instance: {
      id: instance.id,
      authority: instance.authority,
      date: new Date(instance.createdAt).toISOString().slice(0, 10),
    },
    site: catalogue.site,
    ...writtenOf(catalogue.site),
    metrics: catalogue.metrics,
    feeds: catalogue.feeds,
    ...(catalogue.hook === undefined ? {} : { hook: catalogue.hook }),
    version: frame.version,
    overall: overallOf(checks),
    description: describe(checks),
    hasVerdict: hasVerdict(checks),
    groups,
    checks,
    ...memory.notices.seenBy(audience, checks, maintenance),
    worker: workerAt(memory, frame.now),
  };
}

/** The ids of the checks of each group. */
function groupsOf(checks: readonly CheckView[]): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>();
  for (const { id, group } of checks) {
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [id]);
    else members.push(id);
  }
  return groups;
}

/** The earliest moment after `now` at which time alone changes what a snapshot says. */
export function validityOf(memory: Memory, now: number): number {
  const { catalogue } = memory;
  const midnight = dayEdges(now, catalogue.site.timezone, 1)[0]?.end ?? Infinity;
  const edges = [now + MAX_AGE, midnight, memory.heardAt + WORKER_SILENCE + 1];
  edges.push(memory.notices.nextEdge(now));
  for (const check of catalogue.checks) edges.push((memory.validUntil(check) ?? -1) + 1);
  return edges.reduce((earliest, edge) => (edge > now && edge < earliest ? edge : earliest), now + MAX_AGE);
}

/** What can be said of the worker at a moment. */
export function workerAt(memory: Memory, now: number): WorkerView {
  const { heardAt, figures } = memory;
  return { alive: now - heardAt <= WORKER_SILENCE, lastSeenAt: heardAt === 0 ? null : Math.min(heardAt, now), figures };
}

/**
 * The view of a check at a moment. It is kept while nothing about the check is new and no edge is passed, so that a
 * snapshot costs what has changed, not what there is; its uptime is then as old as that of a snapshot may be.
 */
function viewAt(check: CatalogueCheck, memory: Memory, audience: Audience, moment: Moment): CheckView {
  const { now } = moment;
  const it = memory.check(check.id);
  const notices = memory.notices.revision;
  const kept = it.views[audience];
  if (kept !== undefined && kept.notices === notices && kept.from <= now && now < kept.until) return kept.view;
  const view = viewOf(check, memory, audience, moment);
  const validity = (memory.validUntil(check) ?? -1) + 1;
  const until = validity > now ? Math.min(moment.until, validity) : moment.until;
  it.views[audience] = { view, from: now, until, notices };
  return view;
}

function viewOf(
  check: CatalogueCheck,
  memory: Memory,
  audience: Audience,
  { now, days, maintenance }: Moment,
): CheckView {
  const it = memory.check(check.id);
  const course = memory.course(check);
  const { state, since, changedAt } = stateAt(check, it, course.validUntil, now);
  // What was dated before the clock was set back lies ahead of it.
  const past = (at: number | null) => (at === null ? null : Math.min(at, now));
  const code = codeOf(state, it);
  const excluded = memory.excluded(check, now - WINDOWS['90d'], now);
  const uptime = Object.fromEntries(
    Object.entries(WINDOWS).map(([window, length]) => [
      window,
      uptimeRatio(stateTime(course, now - length, now, excluded)),
    ]),
  ) as Record<Window, number | null>;
  const last = it.lastResult;
  return {
    id: check.id,
    name: check.name,
    description: check.description,
    group: check.group,
    type: check.type,
    severity: check.severity,
    public: check.public,
    state,
    since: past(since),
    changedAt: past(changedAt),
    lastRunAt: past(last?.at ?? null),
    responseTime: last?.responseTime ?? null,
    code,
    message: messageOf(state, code, it, audience),
    maintenance: maintenance.some(({ status, checks }) => status === 'in_progress' && checks.includes(check.id)),
    uptime,
    days: memory.days(check, days, now),
    sparkline: it.responses.means(now),
    phases: last?.details?.phases ?? null,
    certificateExpiresAt: it.certificateExpiresAt,
    runs: { ...it.runs },
    histogram: histogramFrom(it.histogram),
    outages: it.outages,
    firstVerdict: it.firstVerdict,
    interval: check.interval,
    slowAfter: check.slowAfter,
  };
}

/** The confirmed state, as far as it is still valid; since when, and when it changed last. */
function stateAt(
  check: CatalogueCheck,
  it: CheckMemory,
  validUntil: number | null,
  now: number,
): Pick<CheckView, 'state' | 'since' | 'changedAt'> {
  const transition = it.transitions.at(-1);
  const from = (state: State, at: number | null) => ({ state, since: at, changedAt: at });
  if (check.paused) return from('paused', transition?.to === 'paused' ? transition.at : null);
  if (transition === undefined) return from('unknown', null);
  const { to, at } = transition;
  if (isVerdict(to) && validUntil !== null && now > validUntil) return from('unknown', validUntil);
  if (to !== 'degraded' && to !== 'down') return from(to === 'paused' ? 'unknown' : to, at);
  return { state: to, since: troubleSince(it.transitions, to), changedAt: at };
}

/** Since when the trouble of the last transition lasts: time of which nobody knows interrupts it as little as its outage. */
function troubleSince(transitions: readonly Transition[], state: State): number {
  let since = 0;
  for (let index = transitions.length - 1; index >= 0; index--) {
    const { at, to } = transitions[index] as Transition; // an index of theirs
    if (to === state) since = at;
    else if (isVerdict(to)) break;
  }
  return since;
}

/** Why the check is as it is: of the last run where that gave this state, else of what confirmed it. */
function codeOf(state: State, it: CheckMemory): Code | null {
  if (state === 'up' || state === 'paused') return null;
  const last = it.lastResult;
  if (state === 'unknown') return last?.state === 'unknown' ? last.code : null;
  return (last?.state === state ? last.code : null) ?? it.transitions.at(-1)?.code ?? null;
}

/** Plain words. The public learns what failed; addresses and raw errors are for requests with a token. */
function messageOf(state: State, code: Code | null, it: CheckMemory, audience: Audience): string | null {
  if (state === 'up') return null;
  if (state === 'paused') return 'paused';
  if (code === null) return it.lastResult === null ? 'waiting for the first run' : 'no current result';
  const { text } = CODES[code];
  const raw = audience === 'token' && it.lastResult?.code === code ? it.lastResult.details?.raw : undefined;
  return raw === undefined || raw === '' ? text : `${text}: ${raw}`;
}
