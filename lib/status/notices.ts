import type { Interval } from '../history/uptime.ts';
import { sanitised } from '../incidents/markdown.ts';
import { maintenanceAt, windowsOf, type MaintenanceWindow } from '../incidents/windows.ts';
import {
  WINDOWS,
  type Audience,
  type Catalogue,
  type Incident,
  type Maintenance,
  type MaintenancePlan,
} from '../model.ts';
import type { Notice } from '../store/store.ts';

/** How far back and ahead windows are told, ms. */
const SPAN = WINDOWS['90d'];
/** Recurring windows are unfolded this far around now, and anew when now has moved by the margin, ms. */
const MARGIN = 86_400_000;

interface Planned {
  readonly plan: MaintenancePlan;
  readonly window: MaintenanceWindow;
}

/** What people wrote, as a reader of the store knows it. */
export class NoticeMemory {
  revision = 0;
  readonly #idOfToday = new Map<string, string>();
  readonly #retired: ReadonlySet<string>;
  readonly #incidents = new Map<string, Incident>();
  readonly #plans = new Map<string, MaintenancePlan>();
  #sorted: readonly Incident[] | null = null;
  #unfolded: { readonly at: number; readonly windows: readonly Planned[] } | null = null;

  /** `retired`: checks that were public and are not configured any more. */
  constructor(catalogue: Catalogue, retired: readonly string[]) {
    this.#retired = new Set(retired);
    for (const { id, formerIds } of catalogue.checks) for (const former of formerIds) this.#idOfToday.set(former, id);
    for (const { id } of catalogue.checks) this.#idOfToday.set(id, id);
  }

  /** Takes in what is new or changed. */
  take(notices: readonly Notice[], revision: number): void {
    this.revision = revision;
    if (notices.length === 0) return;
    this.#sorted = null;
    this.#unfolded = null;
    for (const { kind, notice, deleted } of notices) {
      const home: Map<string, unknown> = kind === 'incident' ? this.#incidents : this.#plans;
      if (deleted) home.delete(notice.id);
      else home.set(notice.id, { ...sanitised(notice), checks: this.#checksOfToday(notice.checks) });
    }
  }

  /** The windows of the last 90 days and of the 90 to come, of a recurring plan the next one at least. */
  maintenance(now: number): Maintenance[] {
    return this.#windows(now)
      .filter(({ window }) => window.endsAt > now - SPAN)
      .map(({ plan, window }) => maintenanceAt(plan, window, now))
      .sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1));
  }

  /** The windows that touch a span, whenever it was. */
  between({ from, to }: Interval, now: number): Maintenance[] {
    return [...this.#plans.values()]
      .flatMap((plan) => windowsOf(plan, from, to).map((window) => maintenanceAt(plan, window, now)))
      .sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1));
  }

  /**
   * What an audience sees that sees these checks. A notice about checks that it may not see, all of them, is not for
   * it; one that names no check is for everybody. Checks that were public and are gone stay named; those that were not
   * are told of to a token, so that people can end what they wrote about them.
   */
  seenBy(
    audience: Audience,
    checks: readonly { readonly id: string }[],
    maintenance: readonly Maintenance[],
  ): { incidents: Incident[]; maintenance: Maintenance[] } {
    const seen = new Set(checks.map((check) => check.id));
    const view = <T extends { readonly checks: readonly string[] }>(notices: readonly T[]): T[] =>
      notices.flatMap((notice) => {
        const visible = notice.checks.filter((id) => audience === 'token' || seen.has(id) || this.#retired.has(id));
        if (visible.length === notice.checks.length) return [notice];
        return visible.length === 0 ? [] : [{ ...notice, checks: visible }];
      });
    this.#sorted ??= [...this.#incidents.values()].sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
    return { incidents: view(this.#sorted), maintenance: view(maintenance) };
  }

  /** When a check was under maintenance within a span. */
  maintenanceOf(check: string, from: number, to: number): Interval[] {
    const intervals: Interval[] = [];
    for (const plan of this.#plans.values()) {
      if (!plan.checks.includes(check)) continue;
      // The year's chart reaches further back than what is kept unfolded.
      const kept =
        this.#unfolded !== null && from >= this.#unfolded.at - SPAN - MARGIN && to <= this.#unfolded.at + SPAN;
      const windows = kept
        ? (this.#unfolded?.windows.filter((one) => one.plan === plan).map((one) => one.window) ?? [])
        : windowsOf(plan, from, to);
      for (const { startsAt, endsAt, cancelledAt } of windows)
        if (cancelledAt === null && endsAt > from && startsAt < to) intervals.push({ from: startsAt, to: endsAt });
    }
    return intervals;
  }

  /** The next moment at which a window begins or ends; Infinity when there is none. */
  nextEdge(now: number): number {
    let next = Infinity;
    for (const { window } of this.#windows(now))
      if (window.cancelledAt === null)
        for (const edge of [window.startsAt, window.endsAt]) if (edge > now && edge < next) next = edge;
    return next;
  }

  #windows(now: number): readonly Planned[] {
    if (this.#unfolded === null || Math.abs(now - this.#unfolded.at) > MARGIN)
      this.#unfolded = {
        at: now,
        windows: [...this.#plans.values()].flatMap((plan) =>
          unfold(plan, now).map((window): Planned => ({ plan, window })),
        ),
      };
    return this.#unfolded.windows;
  }

  /** A check that was renamed is meant by its former ids; one that is gone is not told of. */
  #checksOfToday(ids: readonly string[]): string[] {
    return [...new Set(ids.map((id) => this.#idOfToday.get(id) ?? id))];
  }
}

/** The windows around now; where none is to come so soon, the next one after. */
function unfold(plan: MaintenancePlan, now: number): MaintenanceWindow[] {
  const windows = windowsOf(plan, now - SPAN - MARGIN, now + SPAN + MARGIN);
  if (windows.some((window) => window.startsAt > now)) return windows;
  const next = windowsOf(plan, now, now + 5 * 365 * MARGIN).find((window) => window.startsAt > now);
  return next === undefined ? windows : [...windows, next];
}
