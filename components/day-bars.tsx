import type { Day, Outage } from '../lib/model.ts';
import { Bars } from './bars.tsx';
import { daySummary } from './day-summary.ts';
import { dayShapes } from './day-shapes.ts';
import type { Words } from './words.ts';

export interface DayBarsProps {
  readonly days: readonly Day[];
  /** Those that are counted on their days. Default is none. */
  readonly outages?: readonly Outage[];
  readonly words: Words;
  readonly fluid?: boolean;
}

/** The last 90 days of a check as one picture. */
export function DayBars({ days, outages = [], words, fluid = false }: DayBarsProps) {
  const { paths, marks, counts } = dayShapes(days, outages);
  return <Bars paths={paths} marks={marks} summary={daySummary(counts, words)} fluid={fluid} />;
}
