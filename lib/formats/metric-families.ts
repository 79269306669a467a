import {
  HISTOGRAM_BOUNDS,
  PHASES,
  RESULT_STATES,
  WINDOWS,
  type CheckView,
  type Snapshot,
  type Window,
} from '../model.ts';
import { decimal, seconds } from './decimal.ts';
import type { LabelSet, MetricFamily, Sample } from './exposition.ts';

/** The status metrics of a snapshot, without the process's own. */
export function metricFamilies(snapshot: Snapshot): MetricFamily[] {
  const { prefix, histogram } = snapshot.metrics;
  const all = snapshot.checks.map(toldOf);
  const optional = histogram ? [responseDuration(all)] : [];
  return [...checkFamilies(snapshot, all), ...optional, ...ownFamilies(snapshot)].map((family) => ({
    ...family,
    name: `${prefix}_${family.name}`,
  }));
}

function checkFamilies(snapshot: Snapshot, all: readonly Told[]): MetricFamily[] {
  const { overall, hasVerdict, worker } = snapshot;
  const gauge = (name: string, help: string, value: (check: CheckView) => number | null): MetricFamily => ({
    name,
    type: 'gauge',
    help,
    samples: ofEach(all, name, (check) => sample({ check: check.id }, value(check))),
  });
  return [
    gauge('status', 'Health check status (1 = healthy, 0 = unhealthy)', (check) =>
      hasNow(check) ? flag(check.state !== 'down') : null,
    ),
    gauge('response_time_seconds', 'Health check response time in seconds', (check) =>
      check.responseTime === null ? null : seconds(check.responseTime),
    ),
    {
      name: 'overall_status',
      type: 'gauge',
      help: 'Overall health check status (1 = all healthy, 0 = at least one unhealthy)',
      // A dead worker's last word is no status: alerts on its absence are to fire.
      samples: sample({}, hasVerdict && worker.alive ? flag(overall !== 'fail') : null),
    },
    {
      name: 'info',
      type: 'gauge',
      help: 'What a health check is, always 1',
      samples: ofEach(all, 'info', ({ id, name, group, type }) => [
        { labels: { check: id, name, group: group ?? '', type }, value: 1 },
      ]),
    },
    gauge('degraded', 'Whether a health check is degraded (1 = degraded)', (check) =>
      hasNow(check) ? flag(check.state === 'degraded') : null,
    ),
    gauge('paused', 'Whether a health check is paused (1 = it is)', (check) => flag(check.state === 'paused')),
    gauge('maintenance', 'Whether a health check is under maintenance (1 = it is)', (check) => flag(check.maintenance)),
    gauge('last_run_timestamp_seconds', 'When a health check last ran, in seconds since the epoch', (check) =>
      check.lastRunAt === null ? null : seconds(check.lastRunAt),
    ),
    {
      name: 'runs',
      type: 'counter',
      help: 'Runs of a health check by their result',
      samples: ofEach(all, 'runs', (check) =>
        RESULT_STATES.map((result) => ({ labels: { check: check.id, result }, value: check.runs[result] })),
      ),
    },
    {
      name: 'uptime_ratio',
      type: 'gauge',
      help: 'Time up or degraded divided by time with a verdict, over a window',
      samples: ofEach(all, 'uptime_ratio', (check) =>
        (Object.keys(WINDOWS) as Window[]).flatMap((window) =>
          sample({ check: check.id, window }, check.uptime[window]),
        ),
      ),
    },
    {
      name: 'http_phase_seconds',
      type: 'gauge',
      help: 'Duration of the phases of the latest HTTP exchange in seconds',
      samples: ofEach(all, 'http_phase_seconds', (check) =>
        PHASES.flatMap((phase) => {
          const ms = check.phases?.[phase];
          return sample({ check: check.id, phase }, ms === undefined ? null : seconds(ms));
        }),
      ),
    },
    gauge(
      'certificate_expiry_timestamp_seconds',
      'When the certificate of the target expires, in seconds since the epoch',
      (check) => (check.certificateExpiresAt === null ? null : seconds(check.certificateExpiresAt)),
    ),
  ];
}

/** The bounds as both formats write them: OpenMetrics wants floats to look like some, and a series has one name. */
const BOUNDS = [
  ...HISTOGRAM_BOUNDS.map((bound) => (Number.isInteger(bound) ? bound.toFixed(1) : decimal(bound))),
  '+Inf',
];

/** The gauge of the latest run has the plainer name, and no two families may share one. */
function responseDuration(all: readonly Told[]): MetricFamily {
  return {
    name: 'response_duration_seconds',
    type: 'histogram',
    help: 'Response times of the runs of a health check that got a whole answer, in seconds',
    samples: ofEach(all, 'response_duration_seconds', ({ id: check, histogram: { counts, sum } }) => {
      let count = 0;
      const buckets = BOUNDS.map((le, index): Sample => {
        count += counts[index] ?? 0;
        return { suffix: '_bucket', labels: { check, le }, value: count };
      });
      return [
        ...buckets,
        { suffix: '_sum', labels: { check }, value: seconds(sum) },
        { suffix: '_count', labels: { check }, value: count },
      ];
    }),
  };
}

function ownFamilies(snapshot: Snapshot): MetricFamily[] {
  const { alive, figures, lastSeenAt = null } = snapshot.worker;
  return [
    {
      name: 'incidents_open',
      type: 'gauge',
      help: 'Incidents that people opened and have not resolved',
      samples: sample({}, snapshot.incidents.filter(({ resolvedAt }) => resolvedAt === null).length),
    },
    {
      name: 'scheduler_lag_seconds',
      type: 'gauge',
      help: 'Greatest delay of a run behind its due time in the last minute, in seconds',
      samples: sample({}, alive && figures !== null ? seconds(figures.lagSeconds * 1_000) : null),
    },
    {
      name: 'worker_last_seen_timestamp_seconds',
      type: 'gauge',
      help: 'When the worker that runs the checks last wrote anything, in seconds since the epoch',
      // It stays when the worker is dead: its age is what tells how long it is.
      samples: sample({}, lastSeenAt === null ? null : seconds(lastSeenAt)),
    },
    {
      name: 'stalled_seconds',
      type: 'counter',
      help: 'Time in which the worker stood still, in seconds',
      samples: sample({}, figures?.stalls?.seconds ?? 0),
    },
    {
      name: 'stalled_results',
      type: 'counter',
      help: 'Results of runs during which the worker stood still',
      samples: sample({}, figures?.stalls?.results ?? 0),
    },
    {
      name: 'clock_steps',
      type: 'counter',
      help: 'How often the wall clock was set while a worker ran',
      samples: sample({}, figures?.clockSteps ?? 0),
    },
    {
      name: 'internal_errors',
      type: 'counter',
      help: 'Runs and writes that failed by a fault of the monitor itself',
      samples: sample({}, figures?.internalErrors ?? 0),
    },
    {
      name: 'missed_runs',
      type: 'counter',
      help: 'Runs that were due while the one before still ran or the monitor was stalled',
      samples: sample({}, figures?.missedRuns ?? 0),
    },
    {
      name: 'alertmanager_notifications',
      type: 'counter',
      help: 'Requests that were to deliver alerts to an Alertmanager, failed ones included',
      samples: sample({}, figures?.notifications?.total ?? 0),
    },
    {
      name: 'alertmanager_notifications_failed',
      type: 'counter',
      help: 'Requests that were to deliver alerts to an Alertmanager and failed',
      samples: sample({}, figures?.notifications?.failed ?? 0),
    },
    {
      name: 'config_last_reload_successful',
      type: 'gauge',
      help: 'Whether the configuration on disk is the one in force (1 = it is)',
      samples: sample({}, figures === null ? null : flag(figures.configOk)),
    },
    {
      name: 'build_info',
      type: 'gauge',
      help: 'The version of Allswell, always 1',
      samples: sample({ version: snapshot.version }, 1),
    },
  ];
}

/** A check and its samples as they were made before, by their family. */
interface Told {
  readonly check: CheckView;
  readonly families: Partial<Record<string, readonly Sample[]>>;
}

const made = new WeakMap<CheckView, Told>();

function toldOf(check: CheckView): Told {
  let told = made.get(check);
  if (told === undefined) made.set(check, (told = { check, families: {} }));
  return told;
}

/**
 * The samples of all checks in a family. They are functions of a check's view alone, and those of a view that is in
 * the next snapshot, too, are the same objects there: what is told anew costs what has changed.
 */
function ofEach(
  all: readonly Told[],
  family: string,
  samplesOf: (check: CheckView) => readonly Sample[],
): readonly Sample[] {
  const samples: Sample[] = [];
  for (const { check, families } of all) for (const one of (families[family] ??= samplesOf(check))) samples.push(one);
  return samples;
}

/** Whether a check has a verdict now; without one it has no sample that an alert could take for health. */
function hasNow(check: CheckView): boolean {
  return check.state !== 'unknown' && check.state !== 'paused';
}

/** A sample, or none where there is no number to tell. */
function sample(labels: LabelSet, value: number | null): Sample[] {
  return value === null || !Number.isFinite(value) ? [] : [{ labels, value }];
}

function flag(is: boolean): number {
  return is ? 1 : 0;
}
