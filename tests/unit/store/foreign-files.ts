import Database from 'better-sqlite3';

/** A run, or figures of an hour or a day, as a test tells them. Instants Unix ms, times ms. */
export interface GatusEndpoint {
  readonly name: string;
  readonly group: string;
  readonly results: readonly {
    readonly at: number;
    readonly up: boolean;
    readonly ms: number;
    readonly errors?: string;
  }[];
  readonly events: readonly { readonly at: number; readonly type: 'START' | 'HEALTHY' | 'UNHEALTHY' }[];
  readonly uptimes: readonly {
    readonly start: number;
    readonly total: number;
    readonly up: number;
    readonly ms: number;
  }[];
}

/** Go's form of an instant. */
function goTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, -1).replace('T', ' ')}456789 +0000 UTC`;
}

/** Writes a file as Gatus does, of the columns that count. */
export function writeGatus(path: string, endpoints: readonly GatusEndpoint[]): void {
  const database = new Database(path);
  database.exec(`
    CREATE TABLE endpoints (endpoint_id INTEGER PRIMARY KEY, endpoint_key TEXT, endpoint_name TEXT, endpoint_group TEXT);
    CREATE TABLE endpoint_events (endpoint_event_id INTEGER PRIMARY KEY, endpoint_id INTEGER, event_type TEXT, event_timestamp TIMESTAMP);
    CREATE TABLE endpoint_results (endpoint_result_id INTEGER PRIMARY KEY, endpoint_id INTEGER, success INTEGER, errors TEXT,
      connected INTEGER, status INTEGER, dns_rcode TEXT, certificate_expiration INTEGER, domain_expiration INTEGER,
      hostname TEXT, ip TEXT, duration INTEGER, timestamp TIMESTAMP);
    CREATE TABLE endpoint_uptimes (endpoint_uptime_id INTEGER PRIMARY KEY, endpoint_id INTEGER, hour_unix_timestamp INTEGER,
      total_executions INTEGER, successful_executions INTEGER, total_response_time INTEGER);`);
  const insert = (table: string, columns: string) =>
    database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
  const endpoint = insert('endpoints', 'endpoint_id, endpoint_key, endpoint_name, endpoint_group');
  const event = insert('endpoint_events', 'endpoint_id, event_type, event_timestamp');
  const result = insert('endpoint_results', 'endpoint_id, success, errors, connected, status, duration, timestamp');
  const uptime = insert(
    'endpoint_uptimes',
    'endpoint_id, hour_unix_timestamp, total_executions, successful_executions, total_response_time',
  );
  database.transaction(() => {
    for (const [index, { name, group, ...past }] of endpoints.entries()) {
      const id = index + 1;
      endpoint.run(id, `${group}_${name}`.toLowerCase().replace(/ /g, '-'), name, group);
      for (const { at, type } of past.events) event.run(id, type, goTime(at));
      for (const { at, up, ms, errors = '' } of past.results)
        result.run(id, up ? 1 : 0, errors, up ? 1 : 0, up ? 200 : 0, ms * 1e6, goTime(at));
      for (const { start, total, up, ms } of past.uptimes) uptime.run(id, start / 1000, total, up, total * ms);
    }
  })();
  database.close();
}

export interface KumaMonitor {
  readonly name: string;
  /** s */
  readonly interval: number;
  readonly beats: readonly {
    readonly at: number;
    readonly status: 0 | 1 | 2 | 3;
    readonly ping?: number;
    readonly msg?: string;
    readonly important?: boolean;
  }[];
  /** None: the file is of 1.x. */
  readonly hours?: readonly KumaStat[];
  readonly days?: readonly KumaStat[];
}

export interface KumaStat {
  readonly start: number;
  readonly up: number;
  readonly down: number;
  readonly ping: number;
  readonly min: number;
  readonly max: number;
}

/** Writes a file as Uptime Kuma does, of the columns that count: 1.x without figures, 2.x with them. */
export function writeUptimeKuma(path: string, monitors: readonly KumaMonitor[]): void {
  const database = new Database(path);
  const stat = (table: string) => `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, monitor_id INTEGER NOT NULL,
    timestamp INTEGER NOT NULL, ping FLOAT NOT NULL, up SMALLINT NOT NULL, down SMALLINT NOT NULL,
    ping_min FLOAT NOT NULL DEFAULT 0, ping_max FLOAT NOT NULL DEFAULT 0);`;
  const hasStats = monitors.some(({ hours, days }) => hours !== undefined || days !== undefined);
  database.exec(`
    CREATE TABLE monitor (id INTEGER PRIMARY KEY, name VARCHAR(150), active BOOLEAN, interval INTEGER NOT NULL DEFAULT 20);
    CREATE TABLE heartbeat (id INTEGER PRIMARY KEY, important BOOLEAN NOT NULL DEFAULT 0, monitor_id INTEGER NOT NULL,
      status SMALLINT NOT NULL, msg TEXT, time DATETIME NOT NULL, ping INTEGER, duration INTEGER NOT NULL DEFAULT 0);
    ${hasStats ? ['stat_minutely', 'stat_hourly', 'stat_daily'].map(stat).join('') : ''}`);
  const monitor = database.prepare('INSERT INTO monitor (id, name, active, interval) VALUES (?, ?, 1, ?)');
  const beat = database.prepare(
    'INSERT INTO heartbeat (important, monitor_id, status, msg, time, ping) VALUES (?, ?, ?, ?, ?, ?)',
  );
  database.transaction(() => {
    for (const [index, { name, interval, beats, hours = [], days = [] }] of monitors.entries()) {
      const id = index + 1;
      monitor.run(id, name, interval);
      for (const { at, status, ping, msg, important } of beats) {
        const time = new Date(at).toISOString().slice(0, -1).replace('T', ' ');
        beat.run(important === true ? 1 : 0, id, status, msg ?? '', time, ping ?? null);
      }
      for (const [table, rows] of [
        ['stat_hourly', hours],
        ['stat_daily', days],
      ] as const)
        for (const { start, up, down, ping, min, max } of rows)
          database
            .prepare(
              `INSERT INTO ${table} (monitor_id, timestamp, ping, up, down, ping_min, ping_max) VALUES (?, ?, ?, ?, ?, ?, ?)`,
            )
            .run(id, start / 1000, ping, up, down, min, max);
    }
  })();
  database.close();
}
