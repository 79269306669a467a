import { TIERS, bucketStart } from '../../history/bucket.ts';
import { codeOfText, type ForeignAggregate, type ForeignChange, type ForeignRun } from '../../history/foreign.ts';
import type { Code } from '../../model.ts';
import { ImportError, openForeign, type ForeignMonitor, type ForeignSource } from './source.ts';

const HOUR = TIERS[1].ms;
const DAY = TIERS[2].ms;
/** Gatus' own default; its database does not hold the interval. */
const INTERVAL = 60_000;
/** Beside the interval: a timeout of 10 s, as is Gatus' default, and our margin. */
const GRACE = 15_000;

interface EndpointRow {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly group: string | null;
}

interface ResultRow {
  readonly success: number;
  readonly errors: string | null;
  readonly connected: number | null;
  readonly status: number | null;
  readonly duration: number | null;
  readonly timestamp: string | number;
}

interface UptimeRow {
  readonly hour: number;
  readonly total: number;
  readonly successful: number;
  readonly time: number;
}

/**
 * Opens the SQLite file of Gatus (storage type `sqlite`): the last results and changes of state of each endpoint, and
 * up to 30 days of its uptime by the hour, by the day where it has merged them. @throws ImportError
 */
export function openGatus(path: string): ForeignSource {
  const database = openForeign(path, 'Gatus', ['endpoints', 'endpoint_results', 'endpoint_events', 'endpoint_uptimes']);
  const endpoints = database
    .prepare<[], EndpointRow>(
      'SELECT endpoint_id AS id, endpoint_key AS "key", endpoint_name AS name, endpoint_group AS "group" FROM endpoints ORDER BY endpoint_id',
    )
    .all();
  const results = database.prepare<[number], ResultRow>(
    'SELECT success, errors, connected, status, duration, timestamp FROM endpoint_results WHERE endpoint_id = ?',
  );
  const events = database.prepare<[number], { type: string; at: string | number }>(
    'SELECT event_type AS type, event_timestamp AS at FROM endpoint_events WHERE endpoint_id = ? ORDER BY endpoint_event_id',
  );
  const uptimes = database.prepare<[number], UptimeRow>(
    `SELECT hour_unix_timestamp AS hour, total_executions AS total, successful_executions AS successful,
       total_response_time AS time FROM endpoint_uptimes WHERE endpoint_id = ? ORDER BY hour_unix_timestamp`,
  );
  const monitors = endpoints.map(({ id, key, name, group }): ForeignMonitor => {
    return {
      names: [group === null || group === '' ? name : `${group}/${name}`, name, key],
      past: () => {
        const runs = results
          .all(id)
          .map(runOf)
          .sort((a, b) => a.at - b.at);
        const rows = uptimes.all(id);
        const interval = intervalOf(runs, rows);
        const changes = events
          .all(id)
          .flatMap(({ type, at }) => changeOf(type, at))
          .sort((a, b) => a.at - b.at);
        return { interval, validity: interval + GRACE, runs, changes, ...aggregatesOf(rows, interval) };
      },
    };
  });
  return { monitors, end: () => database.close() };
}

function runOf({ success, errors, connected, status, duration, timestamp }: ResultRow): ForeignRun {
  return {
    at: instantOf(timestamp),
    state: success === 1 ? 'up' : 'down',
    // Go's durations are in ns.
    responseTime: duration === null ? null : duration / 1e6,
    code: success === 1 ? null : codeOf(errors ?? '', connected === 1, status ?? 0),
  };
}

function codeOf(errors: string, isConnected: boolean, status: number): Code {
  if (errors !== '') {
    const code = codeOfText(errors);
    if (code !== 'reported_down') return code;
  }
  if (status >= 400) return 'http_status';
  return isConnected ? 'reported_down' : 'connection_failed';
}

function changeOf(type: string, at: string | number): ForeignChange[] {
  if (type === 'HEALTHY') return [{ at: instantOf(at), state: 'up', code: null }];
  if (type === 'UNHEALTHY') return [{ at: instantOf(at), state: 'down', code: 'reported_down' }];
  // START only says that the endpoint was added.
  return [];
}

/** The distance of the runs: the median of those that are kept; else what the fullest hour shows. */
function intervalOf(runs: readonly ForeignRun[], rows: readonly UptimeRow[]): number {
  const distances = runs.slice(1).map(({ at }, index) => at - (runs[index]?.at ?? at));
  const median = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
  if (median !== undefined && median > 0) return Math.max(1_000, median);
  const fullest = Math.max(0, ...rows.map(({ total }) => total));
  return fullest === 0 ? INTERVAL : Math.max(INTERVAL, HOUR / fullest);
}

/**
 * Rows by their length, which Gatus does not tell: what is older than two days it merges into one row a day, at
 * midnight of UTC. Such a row is alone on its day, and holds more runs than an hour has room for.
 */
function aggregatesOf(
  rows: readonly UptimeRow[],
  interval: number,
): { readonly hours: readonly ForeignAggregate[]; readonly days: readonly ForeignAggregate[] } {
  const perDay = new Map<number, number>();
  for (const { hour } of rows) {
    const day = bucketStart(2, hour * 1000);
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
  }
  const hours: ForeignAggregate[] = [];
  const days: ForeignAggregate[] = [];
  for (const { hour, total, successful, time } of rows) {
    const start = hour * 1000;
    const aggregate: ForeignAggregate = {
      start,
      up: successful,
      down: total - successful,
      // Gatus sums the time of all runs.
      mean: total === 0 ? null : time / total,
      min: null,
      max: null,
    };
    const isDay = start % DAY === 0 && perDay.get(start) === 1 && total * interval > 1.5 * HOUR;
    (isDay ? days : hours).push(aggregate);
  }
  return { hours, days };
}

/** Gatus stores Go's own form of an instant, such as `2026-01-02 03:04:05.678901234 +0000 UTC`. */
function instantOf(value: string | number): number {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/.exec(value);
  const [, day = '', time = '', fraction = '', zone = 'Z'] = parts ?? [];
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const at = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`);
  if (Number.isNaN(at)) throw new ImportError(`a time must be one that Gatus writes (got ${JSON.stringify(value)})`);
  return at;
}
