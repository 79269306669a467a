import type { CheckView } from '../lib/model.ts';
import { addDays, dateRange } from './calendar.ts';
import { readMarks, troubleLines, type DayWords } from './day-marks.ts';
import { dayShapes } from './day-shapes.ts';
import { DAYS } from './day-stripes.ts';
import type { Words } from './words.ts';

export interface DayTableProps {
  readonly checks: readonly CheckView[];
  /** What the marks mean. */
  readonly letters: DayWords;
  readonly words: Words;
}

/** What the bars of a list show, in words: of each check the days that were not simply up. */
export function DayTable({ checks, letters, words }: DayTableProps) {
  const { t, language } = words;
  const today = checks[0]?.days.at(-1)?.date;
  if (today === undefined) return null;
  const date = (index: number) => addDays(today, index - DAYS + 1);
  // Many checks tell of the same days, which take `Intl` longer than all else here.
  const ranges = new Map<string, string>();
  const rangeOf = (first: number, last: number) => {
    const key = `${first}-${last}`;
    const range = ranges.get(key) ?? dateRange(date(first), date(last), language);
    ranges.set(key, range);
    return range;
  };
  const rows = checks.flatMap(({ id, name, days, outages }) => {
    const told = readMarks(dayShapes(days, outages).marks).map(
      (mark) => `${rangeOf(mark.first, mark.last)}: ${words.list(troubleLines(mark, letters))}`,
    );
    return told.length === 0 ? [] : [{ id, name, told: told.reverse().join('; ') }];
  });
  if (rows.length === 0) return null;
  return (
    <details className="day-table">
      <summary>{t('days.table')}</summary>
      <table>
        <caption>{t('days.tableNote')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('days.tableCheck')}</th>
            <th scope="col">{t('days.tableDays')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, told }) => (
            <tr key={id} data-check={id}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>{told}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
