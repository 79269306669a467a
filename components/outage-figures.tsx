import type { Outage } from '../lib/model.ts';
import type { Words } from './words.ts';

/** What outages come to: how many there were, those that were never more than degraded apart, the longest, and all of them together. */
export function OutageFigures({ outages, now, words }: { outages: readonly Outage[]; now: number; words: Words }) {
  const lengths = outages.map(({ startedAt, endedAt }) => (endedAt ?? now) - startedAt);
  const told = (ms: number) => words.duration(ms, 'alone');
  const down = outages.filter(({ worst }) => worst === 'down').length;
  const figures = [
    ['outages.count', String(down)],
    ['outages.degradations', String(outages.length - down)],
    ['outages.longest', told(Math.max(...lengths))],
    ['outages.together', told(lengths.reduce((sum, length) => sum + length, 0))],
  ] as const;
  return (
    <dl className="figures small">
      {figures.map(([word, figure]) => (
        <div key={word}>
          <dt>{words.t(word)}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
