import type { CheckHistory, HistoryBucket, Range } from '../lib/model.ts';
import { MomentAs } from './moment.tsx';
import type { Words } from './words.ts';

/** How many buckets make a row, so that no range takes more than ninety. */
const PER_ROW: Record<Range, number> = { '1h': 5, '24h': 12, '7d': 6, '30d': 24, '90d': 1, '1y': 7 };

/** The chart for those who do not see it: merged rows, the newest first. The CSV has every bucket. */
export function HistoryTable({ history, words }: { history: CheckHistory; words: Words }) {
  const { t, percent, latency } = words;
  const rows = merged(history.buckets, PER_ROW[history.range]).reverse();
  return (
    <details className="data">
      <summary>{t('table.open')}</summary>
      <table>
        <caption>{words.rich('table.caption', { link: <a href={csv(history)}>{t('table.csv')}</a> })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('table.from')}</th>
            <th scope="col">{t('uptime.title')}</th>
            <th scope="col">{t('table.runs')}</th>
            <th scope="col">{t('latency.mean')}</th>
            <th scope="col">{t('table.p95')}</th>
            <th scope="col">{t('latency.max')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.start}>
              <th scope="row">
                <MomentAs at={row.start} form={history.range === '1y' ? 'full' : 'day'} words={words} />
              </th>
              <td>{row.uptime === null ? t('states.none') : percent(row.uptime)}</td>
              <td>{row.runs}</td>
              <td>{latency(row.mean)}</td>
              <td>{latency(row.p95)}</td>
              <td>{latency(row.max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function csv({ check, range }: CheckHistory): string {
  return `/api/checks/${check}/history?range=${range}&format=csv`;
}

interface Row {
  readonly start: number;
  readonly uptime: number | null;
  readonly runs: number;
  readonly mean: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

/** Rows of `per` buckets each, from the first bucket on. */
function merged(buckets: readonly HistoryBucket[], per: number): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < buckets.length; i += per) {
    const part = buckets.slice(i, i + per);
    const sum = (value: (bucket: HistoryBucket) => number) => part.reduce((all, bucket) => all + value(bucket), 0);
    const highest = (key: 'p95' | 'max') => {
      const known = part.flatMap(({ latency }) => latency[key] ?? []);
      return known.length === 0 ? null : Math.max(...known);
    };
    const count = sum(({ latency }) => latency.count);
    const judged = sum(({ time }) => time.up + time.degraded + time.down);
    rows.push({
      start: part[0]?.start ?? 0,
      uptime: judged === 0 ? null : sum(({ time }) => time.up + time.degraded) / judged,
      runs: sum(({ runs }) => runs.up + runs.degraded + runs.down + runs.unknown),
      mean: count === 0 ? null : sum(({ latency }) => latency.count * (latency.mean ?? 0)) / count,
      p95: highest('p95'),
      max: highest('max'),
    });
  }
  return rows;
}
