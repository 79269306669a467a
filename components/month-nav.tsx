import { monthName, monthOfYear } from './calendar.ts';
import type { Words } from './words.ts';

/** More months than these are shown a year at a time. */
const AT_ONCE = 6;

export interface MonthNavProps {
  /** The page, to which `month=` is added. */
  readonly href: string;
  /** `YYYY-MM`, the newest first. */
  readonly months: readonly string[];
  readonly shown: string | undefined;
  readonly words: Words;
}

/** The months of a page, as plain links; of many, those of the shown one's year, and the newest of each other year. */
export function MonthNav({ href, months, shown, words }: MonthNavProps) {
  if (months.length < 2) return null;
  const byYear = months.length > AT_ONCE;
  const years = [...new Set(months.map((month) => month.slice(0, 4)))];
  const near = byYear ? months.filter((month) => month.slice(0, 4) === shown?.slice(0, 4)) : months;
  const to = (month: string) => words.href(`${href}${href.includes('?') ? '&' : '?'}month=${month}`);
  return (
    <>
      {byYear && years.length > 1 && (
        <nav className="ranges months years" aria-label={words.t('past.year')}>
          {years.map((year) => (
            <a
              key={year}
              href={to(months.find((month) => month.startsWith(year)) ?? '')}
              aria-current={year === shown?.slice(0, 4) ? 'true' : undefined}
            >
              {year}
            </a>
          ))}
        </nav>
      )}
      <nav className="ranges months" aria-label={words.t('past.month')}>
        {near.map((month) => (
          <a key={month} href={to(month)} aria-current={month === shown ? 'true' : undefined}>
            {byYear && years.length > 1 ? monthName(month, words.language) : monthOfYear(month, words.language)}
          </a>
        ))}
      </nav>
    </>
  );
}
