import {
  codeOfText,
  type ForeignAggregate,
  type ForeignChange,
  type ForeignRun,
  type ForeignState,
} from '../../history/foreign.ts';
import { ImportError, openForeign, tablesOf, type ForeignMonitor, type ForeignSource } from './source.ts';

/** By Uptime Kuma's numbers. Pending is a failed run that will be tried again. */
const STATES: readonly ForeignState[] = ['down', 'up', 'retry', 'maintenance'];
/** A run waits for its target up to 0.8 of the interval; with our margin. */
const TIMEOUT = 0.8;
const MARGIN = 5_000;

interface HeartbeatRow {
  readonly status: number;
  readonly time: string | number;
  readonly ping: number | null;
  readonly msg: string | null;
}

interface StatRow {
  readonly timestamp: number;
  readonly up: number;
  readonly down: number;
  readonly ping: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
}

/**
 * Opens the SQLite file of Uptime Kuma, `data/kuma.db`. Of 1.x it holds every heartbeat; 2.x keeps them for a day, the
 * changes of state among them longer, and figures by the hour for 30 days and by the day for a year. Its figures by the
 * minute are of heartbeats that it still has. @throws ImportError
 */
export function openUptimeKuma(path: string): ForeignSource {
  const database = openForeign(path, 'Uptime Kuma', ['monitor', 'heartbeat']);
  const tables = tablesOf(database);
  const monitors = database
    .prepare<[], { id: number; name: string | null; interval: number }>(
      'SELECT id, name, interval FROM monitor ORDER BY id',
    )
    .all();
  const beats = database.prepare<[number], HeartbeatRow>(
    'SELECT status, time, ping, msg FROM heartbeat WHERE monitor_id = ? ORDER BY time, id',
  );
  const important = database.prepare<[number], HeartbeatRow>(
    'SELECT status, time, ping, msg FROM heartbeat WHERE monitor_id = ? AND important = 1 ORDER BY time, id',
  );
  const stats = (table: string): ((id: number) => ForeignAggregate[]) => {
    if (!tables.has(table)) return () => [];
    const columns = database.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`).all();
    const extremes = columns.some(({ name }) => name === 'ping_min') ? ', ping_min AS min, ping_max AS max' : '';
    const rows = database.prepare<[number], StatRow>(
      `SELECT timestamp, up, down, ping${extremes} FROM ${table} WHERE monitor_id = ? ORDER BY timestamp`,
    );
    return (id) => rows.all(id).map(aggregateOf);
  };
  const [hourly, daily] = [stats('stat_hourly'), stats('stat_daily')];
  return {
    monitors: monitors.map(({ id, name, interval }): ForeignMonitor => {
      const ms = Math.max(1, interval) * 1000;
      const names: [string, ...string[]] = name === null || name === '' ? [String(id)] : [name, String(id)];
      return {
        names,
        past: () => ({
          interval: ms,
          validity: ms + TIMEOUT * ms + MARGIN,
          changes: important.all(id).flatMap(changeOf),
          hours: hourly(id),
          days: daily(id),
          runs: runsOf(beats.iterate(id)),
        }),
      };
    }),
    end: () => database.close(),
  };
}

function* runsOf(rows: Iterable<HeartbeatRow>): Generator<ForeignRun> {
  for (const row of rows) yield runOf(row);
}

function runOf({ status, time, ping, msg }: HeartbeatRow): ForeignRun {
  const state = STATES[status];
  if (state === undefined) throw new ImportError(`a heartbeat's status must be 0 to 3 (got ${status})`);
  return {
    at: instantOf(time),
    state,
    responseTime: state === 'up' ? ping : null,
    code: state === 'down' ? codeOfText(msg ?? '') : null,
  };
}

function changeOf(row: HeartbeatRow): ForeignChange[] {
  const { at, state, code } = runOf(row);
  return state === 'retry' ? [] : [{ at, state, code }];
}

function aggregateOf({ timestamp, up, down, ping, min, max }: StatRow): ForeignAggregate {
  // A monitor that measures nothing has a mean of 0.
  const isMeasured = ping !== null && ping > 0;
  const extreme = (value: number | null | undefined): number | null =>
    isMeasured && value !== null && value !== undefined && value > 0 ? value : null;
  return { start: timestamp * 1000, up, down, mean: isMeasured ? ping : null, min: extreme(min), max: extreme(max) };
}

/** Uptime Kuma stores UTC without saying so: `2026-01-02 03:04:05.678`. */
function instantOf(value: string | number): number {
  const at =
    typeof value === 'number'
      ? value
      : Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(value) ? value.replace(' ', 'T') : `${value.replace(' ', 'T')}Z`);
  if (Number.isNaN(at))
    throw new ImportError(`a heartbeat's time must be one that Uptime Kuma writes (got ${JSON.stringify(value)})`);
  return at;
}
