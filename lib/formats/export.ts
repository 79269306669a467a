import { iso, type Latency, type Outage, type Result, type RunTotals, type Transition } from '../model.ts';
import { decimal, seconds } from './decimal.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'parquet-csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A closed bucket as it is exported. */
export interface ExportedBucket {
  readonly check: string;
  readonly start: number;
  readonly end: number;
  readonly runs: RunTotals;
  readonly latency: Latency;
}

/** What a row of each export is made of. */
export interface Exported {
  results: Result;
  buckets: ExportedBucket;
  transitions: Transition;
  outages: Outage;
}
export const EXPORTS = ['results', 'buckets', 'transitions', 'outages'] as const satisfies readonly (keyof Exported)[];
export type Export = (typeof EXPORTS)[number];

/** One type a column: a name in lower_snake_case, and how its values are written. Durations are ms here, seconds outside. */
type Column<Row> =
  | readonly [name: string, type: 'text', of: (row: Row) => string | null]
  | readonly [name: string, type: 'instant' | 'duration' | 'count', of: (row: Row) => number | null];

const columns: { readonly [Kind in Export]: readonly Column<Exported[Kind]>[] } = {
  results: [
    ['at', 'instant', ({ at }) => at],
    ['state', 'text', ({ state }) => state],
    ['response_time_seconds', 'duration', ({ responseTime }) => responseTime],
    ['code', 'text', ({ code }) => code],
  ],
  buckets: [
    ['start', 'instant', ({ start }) => start],
    ['end', 'instant', ({ end }) => end],
    ['runs_up', 'count', ({ runs }) => runs.up],
    ['runs_degraded', 'count', ({ runs }) => runs.degraded],
    ['runs_down', 'count', ({ runs }) => runs.down],
    ['runs_unknown', 'count', ({ runs }) => runs.unknown],
    ['measured', 'count', ({ latency }) => latency.count],
    ['min_seconds', 'duration', ({ latency }) => latency.min],
    ['mean_seconds', 'duration', ({ latency }) => latency.mean],
    ['p50_seconds', 'duration', ({ latency }) => latency.p50],
    ['p95_seconds', 'duration', ({ latency }) => latency.p95],
    ['p99_seconds', 'duration', ({ latency }) => latency.p99],
    ['max_seconds', 'duration', ({ latency }) => latency.max],
  ],
  transitions: [
    ['id', 'count', ({ id }) => id],
    ['at', 'instant', ({ at }) => at],
    ['confirmed_at', 'instant', ({ confirmedAt }) => confirmedAt],
    ['from_state', 'text', ({ from }) => from],
    ['to_state', 'text', ({ to }) => to],
    ['code', 'text', ({ code }) => code],
  ],
  outages: [
    ['id', 'count', ({ id }) => id],
    ['started_at', 'instant', ({ startedAt }) => startedAt],
    ['ended_at', 'instant', ({ endedAt }) => endedAt],
    ['duration_seconds', 'duration', ({ startedAt, endedAt }) => (endedAt === null ? null : endedAt - startedAt)],
    ['worst', 'text', ({ worst }) => worst],
    ['code', 'text', ({ code }) => code],
    ['updated_at', 'instant', ({ updatedAt }) => updatedAt],
  ],
};

/** An export as text, in pieces: what stands before the rows, each row, and what stands behind them. */
export interface ExportWriter<Row> {
  readonly head: string;
  /** `index` counts the rows from 0. */
  readonly row: (row: Row, index: number) => string;
  readonly tail: string;
}

/**
 * How an export is written: each row begins with the check's id and its name (empty where it is not configured any
 * more). `csv` is for spreadsheets: a text that one would take for a formula gets an apostrophe before it.
 * `parquet-csv` is for programs that guess types: durations always have six decimals, lines end with LF.
 *
 * @param nameOf a check's name by its id
 */
export function exportWriter<Kind extends Export>(
  kind: Kind,
  format: ExportFormat,
  nameOf: (check: string) => string | null,
): ExportWriter<Exported[Kind]> {
  const all: readonly Column<Exported[Kind]>[] = [
    ['check_id', 'text', ({ check }) => check],
    ['check_name', 'text', ({ check }) => nameOf(check)],
    ...columns[kind],
  ];
  const names = all.map(([name]) => name);
  if (format === 'json') {
    return {
      head: '[',
      row: (row, index) => {
        const entries = all.map((column) => [column[0], jsonValue(column, row)] as const);
        return `${index === 0 ? '\n' : ',\n'}${JSON.stringify(Object.fromEntries(entries))}`;
      },
      tail: '\n]\n',
    };
  }
  const end = format === 'csv' ? '\r\n' : '\n';
  const cell = format === 'csv' ? spreadsheetCell : typedCell;
  return {
    head: `${names.join(',')}${end}`,
    row: (row) => `${all.map((column) => cell(column, row)).join(',')}${end}`,
    tail: '',
  };
}

function jsonValue<Row>(column: Column<Row>, row: Row): string | number | null {
  if (column[1] === 'text') return column[2](row);
  const value = column[2](row);
  if (value === null || column[1] === 'count') return value;
  return column[1] === 'instant' ? iso(value) : seconds(value);
}

function spreadsheetCell<Row>(column: Column<Row>, row: Row): string {
  const value = jsonValue(column, row);
  if (typeof value === 'number') return decimal(value);
  if (value === null) return '';
  return quoted(/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value);
}

function typedCell<Row>(column: Column<Row>, row: Row): string {
  const value = jsonValue(column, row);
  if (value === null) return '';
  if (typeof value === 'string') return quoted(value);
  return column[1] === 'duration' ? value.toFixed(6) : decimal(value);
}

/** RFC 4180, clauses 6 and 7. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
