import { countResponseTime, histogramFrom, type MutableHistogram } from '../history/histogram.ts';
import { daysOf, type CalendarDay, type Course, type Interval } from '../history/uptime.ts';
import { isVerdict, validUntil } from '../history/transition.ts';
import type {
  Audience,
  Catalogue,
  CatalogueCheck,
  CheckView,
  Day,
  FirstVerdict,
  Outage,
  Result,
  ResultState,
  Transition,
  Verdict,
  WorkerFigures,
} from '../model.ts';
import type { Instance, LoggedResult, ReaderChanges, ReaderState } from '../store/store.ts';
import { NoticeMemory } from './notices.ts';
import { PhasedRuns } from './phased-runs.ts';
import { ResponseHours } from './response-hours.ts';

/** What a reader knows of one check. */
export interface CheckMemory {
  readonly runs: Record<ResultState, number>;
  readonly histogram: MutableHistogram;
  readonly responses: ResponseHours;
  readonly phased: PhasedRuns;
  lastResult: Result | null;
  lastVerdictAt: number | null;
  /** Of the last run that told one: it outlives runs that failed before the handshake. */
  certificateExpiresAt: number | null;
  /** Since the horizon and the last one before, ascending. */
  readonly transitions: Transition[];
  /** Newest start first. */
  outages: readonly Outage[];
  firstVerdict: FirstVerdict | null;
  /** The results that may not be in a closed bucket yet, by id. */
  recent: LoggedResult[];
  /** The bars of the days before today, and what they were made of: they stay until that changes. */
  past: { readonly key: string; readonly days: readonly Day[] } | null;
  /** What an audience was last shown of it; gone when something new came. */
  views: Partial<Record<Audience, KeptView>>;
}

/** The view of a check, and between which instants (`until` exclusive) time alone does not change what it says. */
export interface KeptView {
  readonly view: CheckView;
  readonly from: number;
  readonly until: number;
  /** The notices' revision that it was made of. */
  readonly notices: number;
}

/** The picture of the store in memory: loaded once, then kept up by what is new in the log. */
export class Memory {
  readonly instance: Instance;
  readonly catalogue: Catalogue;
  /** Ids of checks that were public and are not configured any more. */
  readonly retired: readonly string[];
  figures: WorkerFigures | null;
  /** When the worker last wrote anything, results included; 0 before. */
  heardAt = 0;
  lastResultId: number;
  lastTransitionId: number;
  readonly #checks = new Map<string, CheckMemory>();
  readonly notices: NoticeMemory;
  #foldedId: number;

  /** `before`: what this one replaces. No table holds phases, so that they are taken over. */
  constructor(state: ReaderState, before: Memory | null = null) {
    this.instance = state.instance;
    this.catalogue = state.catalogue;
    this.retired = state.retired;
    this.figures = state.figures;
    this.lastResultId = state.checkpoint.foldedId;
    this.#foldedId = state.checkpoint.foldedId;
    this.lastTransitionId = 0;
    this.#hear(state.figures);
    this.notices = new NoticeMemory(state.catalogue, state.retired);
    for (const { id, runs, lastResult, lastVerdictAt, histogram } of state.checks) {
      this.#hear(lastResult);
      const memory = { ...emptyMemory(), phased: before?.check(id).phased ?? new PhasedRuns() };
      if (lastResult !== null) memory.phased.add(lastResult);
      this.#checks.set(id, {
        ...memory,
        histogram: histogramFrom(histogram),
        runs: { ...runs },
        lastResult,
        lastVerdictAt,
        certificateExpiresAt: lastResult?.details?.certificateExpiresAt ?? null,
      });
    }
    for (const { id, check, at, to } of state.firstVerdicts)
      this.check(check).firstVerdict = { id, at, state: to as Verdict };
    for (const hours of state.responses) this.check(hours.check).responses.load(hours);
    this.#take(state);
  }

  check(id: string): CheckMemory {
    let memory = this.#checks.get(id);
    if (memory === undefined) this.#checks.set(id, (memory = emptyMemory()));
    return memory;
  }

  /** The configured checks that an audience may see, in the order of the file. */
  checksFor(audience: Audience): readonly CatalogueCheck[] {
    return this.catalogue.checks.filter((check) => audience === 'token' || check.public);
  }

  /** Folds in what is new. */
  apply(changes: ReaderChanges): void {
    this.figures = changes.figures;
    this.#hear(changes.figures);
    this.#take(changes);
    const { foldedId } = changes.checkpoint;
    if (foldedId === this.#foldedId) return;
    this.#foldedId = foldedId;
    for (const memory of this.#checks.values()) memory.recent = memory.recent.filter(({ id }) => id > foldedId);
  }

  /**
   * A word from the future is as old as now: the clock was set back since. Else what a worker said before it died
   * would be taken for fresh until the clock is there again.
   */
  noLaterThan(now: number): void {
    this.heardAt = Math.min(this.heardAt, now);
    for (const memory of this.#checks.values()) {
      if (memory.lastVerdictAt === null || memory.lastVerdictAt <= now) continue;
      memory.lastVerdictAt = now;
      memory.views = {};
    }
  }

  /** The course of a check's states, for `lib/history/uptime`. */
  course(check: CatalogueCheck): Course {
    const memory = this.check(check.id);
    return { before: 'none', changes: memory.transitions, validUntil: this.validUntil(check) };
  }

  /** The bars of a check on `days` (of `dayEdges`), today last. The past ones are counted once. */
  days(check: CatalogueCheck, days: readonly CalendarDay[], now: number): Day[] {
    const memory = this.check(check.id);
    const course = this.course(check);
    const today = days.slice(-1);
    const start = today[0]?.start ?? now;
    // A verdict that lost its validity before today has changed the days since.
    const expired = course.validUntil !== null && course.validUntil < start ? course.validUntil : '';
    const key = `${start} ${memory.transitions.at(-1)?.id ?? ''} ${expired} ${this.notices.revision}`;
    const excluded = this.excluded(check, days[0]?.start ?? now, now);
    if (memory.past?.key !== key) memory.past = { key, days: daysOf(course, days.slice(0, -1), start, excluded) };
    return [...memory.past.days, ...daysOf(course, today, now, excluded)];
  }

  /** The time of a span that counts for no uptime of this check: its maintenance, unless that is to be counted. */
  excluded(check: CatalogueCheck, from: number, to: number): readonly Interval[] {
    return this.catalogue.countMaintenance ? [] : this.notices.maintenanceOf(check.id, from, to);
  }

  /** When the check's last verdict loses its validity; null without one. */
  validUntil(check: CatalogueCheck): number | null {
    const { lastVerdictAt } = this.check(check.id);
    return lastVerdictAt === null ? null : validUntil(lastVerdictAt, check.interval, check.timeout);
  }

  #hear(word: { readonly at: number } | null): void {
    this.heardAt = Math.max(this.heardAt, word?.at ?? 0);
  }

  #take({
    log,
    transitions,
    outages,
    notices,
    noticeRevision,
  }: Pick<ReaderChanges, 'log' | 'transitions' | 'outages' | 'notices' | 'noticeRevision'>): void {
    this.notices.take(notices, noticeRevision);
    for (const result of log) {
      const memory = this.check(result.check);
      this.#hear(result);
      memory.views = {};
      memory.runs[result.state]++;
      countResponseTime(memory.histogram, result);
      memory.responses.add(result);
      memory.phased.add(result);
      memory.lastResult = result;
      if (result.state !== 'unknown') memory.lastVerdictAt = result.at;
      // A target that answered in full without a certificate has none any more.
      const known = result.state === 'up' ? null : memory.certificateExpiresAt;
      memory.certificateExpiresAt = result.details?.certificateExpiresAt ?? known;
      memory.recent.push(result);
      this.lastResultId = Math.max(this.lastResultId, result.id);
    }
    for (const transition of transitions) {
      const memory = this.check(transition.check);
      memory.views = {};
      memory.transitions.push(transition);
      if (memory.firstVerdict === null && isVerdict(transition.to))
        memory.firstVerdict = { id: transition.id, at: transition.at, state: transition.to };
      this.lastTransitionId = Math.max(this.lastTransitionId, transition.id);
    }
    // They come whole: all that are kept of a check, whenever one of them changed.
    const changed = new Map<string, Outage[]>();
    for (const outage of outages) changed.set(outage.check, [...(changed.get(outage.check) ?? []), outage]);
    for (const [check, list] of changed) Object.assign(this.check(check), { outages: list, views: {} });
  }
}

function emptyMemory(): CheckMemory {
  return {
    runs: { up: 0, degraded: 0, down: 0, unknown: 0 },
    histogram: histogramFrom(null),
    responses: new ResponseHours(),
    phased: new PhasedRuns(),
    lastResult: null,
    lastVerdictAt: null,
    certificateExpiresAt: null,
    transitions: [],
    outages: [],
    firstVerdict: null,
    recent: [],
    past: null,
    views: {},
  };
}
