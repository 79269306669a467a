import { RANGES, type Range } from '../lib/model.ts';
import type { Words } from './words.ts';

/** The ranges of a check's charts, as plain links. */
export function RangeSwitch({ check, current, words }: { check: string; current: Range; words: Words }) {
  return (
    <nav className="ranges" aria-label={words.t('latency.range')}>
      {RANGES.map((range) => (
        <a
          key={range}
          href={words.href(`/checks/${check}?range=${range}#response-time`)}
          // What is seen is part of its name, for those who say it to their machine.
          aria-label={`${words.t(`ranges.${range}`)}, ${words.t(`spans.${range}`)}`}
          aria-current={range === current ? 'true' : undefined}
        >
          {words.t(`ranges.${range}`)}
        </a>
      ))}
    </nav>
  );
}
