import { TIERS } from '../history/bucket.ts';
import { importPast, type ImportedPast, type ImportLimits } from '../history/import.ts';
import { outagesOf } from '../history/verify.ts';
import { ImportError, reading, type ForeignMonitor } from './foreign/source.ts';
import type { ImportStore } from './store.ts';

const HOUR = TIERS[1].ms;
const DAY = TIERS[2].ms;

/** Which of their monitors is which of our checks; `check` null: none, and why. */
export interface ImportMatch {
  readonly monitor: ForeignMonitor;
  readonly check: string | null;
  readonly reason: string;
}

/** What is written for a check. */
export interface ImportedFigures {
  readonly check: string;
  readonly monitor: string;
  /** From its first to its last change of state; null when nothing is added. */
  readonly from: number | null;
  readonly to: number | null;
  readonly transitions: number;
  readonly outages: number;
  readonly fiveMinutes: number;
  readonly hours: number;
  readonly days: number;
}

/**
 * Finds the check of each monitor: by `map` (one of its names to a check's id), else the check whose id, or slug of the
 * name, is one of its names or their slugs. @throws ImportError for a map that names what is not there, or names it twice
 */
export function matchMonitors(
  monitors: readonly ForeignMonitor[],
  checks: readonly { readonly id: string; readonly name: string | null }[],
  map: readonly (readonly [theirs: string, ours: string])[],
): ImportMatch[] {
  const mapped = new Map<ForeignMonitor, string>();
  for (const [theirs, ours] of map) {
    const found = monitors.filter(({ names }) => names.includes(theirs));
    const [monitor] = found;
    const rule = (what: string, value: string) => new ImportError(`--map ${theirs}=${ours}: ${what} (got ${value})`);
    if (monitor === undefined)
      throw rule(
        `must name a monitor of the file, which has ${monitors.map(({ names }) => names[0]).join(', ')}`,
        theirs,
      );
    if (found.length > 1)
      throw rule(`must name one monitor: use ${found.map(({ names }) => names.at(-1)).join(' or ')}`, theirs);
    if (!checks.some(({ id }) => id === ours))
      throw rule(`must name a check of the database, which has ${checks.map(({ id }) => id).join(', ')}`, ours);
    if (mapped.has(monitor)) throw rule('must name each monitor once', theirs);
    if ([...mapped.values()].includes(ours)) throw rule('must name each check once', ours);
    mapped.set(monitor, ours);
  }
  const taken = new Map([...mapped].map(([monitor, check]) => [check, monitor.names[0]]));
  return monitors.map((monitor): ImportMatch => {
    const given = mapped.get(monitor);
    if (given !== undefined) return { monitor, check: given, reason: '--map' };
    const names = new Set([...monitor.names, ...monitor.names.map(slug)]);
    const check =
      checks.find(({ id }) => names.has(id)) ?? checks.find(({ name }) => name !== null && names.has(slug(name)));
    if (check === undefined) return { monitor, check: null, reason: 'no check of this id or name; use --map' };
    const other = taken.get(check.id);
    if (other !== undefined) return { monitor, check: null, reason: `${check.id} is ${other} already; use --map` };
    taken.set(check.id, monitor.names[0]);
    return { monitor, check: check.id, reason: names.has(check.id) ? 'id' : 'name' };
  });
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** What an import of these would write. Reads all of the source; writes nothing. */
export function planImport(
  store: ImportStore,
  matches: readonly ImportMatch[],
  now: number,
  progress: (share: number) => void,
): ImportedFigures[] {
  const chosen = matches.flatMap(({ monitor, check }) => (check === null ? [] : [{ monitor, check }]));
  return chosen.map(({ monitor, check }, index) => {
    const past = pastOf(store, monitor, check, now);
    progress((index + 1) / chosen.length);
    return figuresOf(check, monitor, past);
  });
}

/** Writes what `planImport` told, all or nothing. @throws StoreError */
export function runImport(
  store: ImportStore,
  matches: readonly ImportMatch[],
  now: number,
  progress: (share: number) => void,
): void {
  const chosen = matches.flatMap(({ monitor, check }) => (check === null ? [] : [{ monitor, check }]));
  store.write((add) => {
    for (const [index, { monitor, check }] of chosen.entries()) {
      const past = pastOf(store, monitor, check, now);
      if (past.transitions.length > 0) add(check, past);
      progress((index + 1) / chosen.length);
    }
  });
}

function pastOf(store: ImportStore, monitor: ForeignMonitor, check: string, now: number): ImportedPast {
  const { retention } = store.catalogue;
  const whole = (at: number, ms: number) => Math.ceil(at / ms) * ms;
  const hoursFrom = whole(now - retention.hours, DAY);
  const limits: ImportLimits = {
    until: Math.min(store.beginning(check) ?? Infinity, store.closedUntil),
    closedUntil: store.closedUntil,
    fiveMinutesFrom: Math.max(hoursFrom, whole(now - retention.fiveMinutes, HOUR)),
    resultsFrom: now - retention.results,
    hoursFrom,
  };
  const past = reading(monitor, () => importPast(monitor.past(), limits));
  // Without a verdict there is nothing to tell.
  return past.transitions.length === 0 ? { transitions: [], buckets: [], packed: new Map() } : past;
}

function figuresOf(check: string, monitor: ForeignMonitor, { transitions, buckets }: ImportedPast): ImportedFigures {
  const of = (tier: number) => buckets.filter((bucket) => bucket.tier === tier).length;
  const named = transitions.map((transition, index) => ({ ...transition, check, id: index }));
  return {
    check,
    monitor: monitor.names[0],
    from: transitions[0]?.at ?? null,
    to: transitions.at(-1)?.at ?? null,
    transitions: transitions.length,
    outages: outagesOf(named).length,
    fiveMinutes: of(0),
    hours: of(1),
    days: of(2),
  };
}
