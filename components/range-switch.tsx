import { RANGES, type Range } from '../lib/model.ts';

const WORDS: Record<Range, string> = {
  '1h': '1 hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '1y': '1 year',
};

/** The ranges of a check's charts, as plain links. */
export function RangeSwitch({ check, current }: { check: string; current: Range }) {
  return (
    <nav className="ranges" aria-label="Range">
      {RANGES.map((range) => (
        <a
          key={range}
          href={`/checks/${check}?range=${range}#response-time`}
          aria-label={WORDS[range]}
          aria-current={range === current ? 'true' : undefined}
        >
          {range}
        </a>
      ))}
    </nav>
  );
}

/** A range in words, as in `24 hours`. */
export function rangeWords(range: Range): string {
  return WORDS[range];
}
