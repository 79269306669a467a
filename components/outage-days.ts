import type { CheckView, Day, Outage, Snapshot } from '../lib/model.ts';

/** An outage with the check that had it. */
export interface NamedOutage {
  readonly outage: Outage;
  readonly check: CheckView;
}

/** A day with outages, or a run of days without any. Newest first, as its outages are. */
export interface OutageDay {
  readonly first: string;
  readonly last: string;
  readonly outages: readonly NamedOutage[];
}

/** Every outage of these checks, the newest start first. */
export function allOutages(checks: readonly CheckView[]): NamedOutage[] {
  return checks
    .flatMap((check) => check.outages.map((outage) => ({ outage, check })))
    .sort((a, b) => b.outage.startedAt - a.outage.startedAt);
}

/** The last `count` days, or those of them in a month `YYYY-MM`, with their outages; quiet days in a row are one. */
export function outageDays(snapshot: Snapshot, count: number, month = ''): OutageDay[] {
  const days = (snapshot.checks[0]?.days ?? []).slice(-count).reverse();
  const outages = allOutages(snapshot.checks);
  const told: OutageDay[] = [];
  for (const day of days) {
    if (!day.date.startsWith(month)) continue;
    const inside = outages.filter(({ outage }) => belongsTo(outage, day, days));
    const previous = told.at(-1);
    if (inside.length === 0 && previous?.outages.length === 0) told[told.length - 1] = { ...previous, first: day.date };
    else told.push({ first: day.date, last: day.date, outages: inside });
  }
  return told;
}

/** An outage is told on the day it began; when that is long ago and it goes on, today; when it has ended, that day. */
function belongsTo(outage: Outage, day: Day, days: readonly Day[]): boolean {
  const [today, oldest] = [days[0], days.at(-1)];
  if (oldest === undefined || outage.startedAt >= oldest.start)
    return outage.startedAt >= day.start && outage.startedAt < day.end;
  if (outage.endedAt === null) return day === today;
  return outage.endedAt >= day.start && outage.endedAt < day.end;
}
