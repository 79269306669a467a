import { override, thresholds, valueMappings, type JsonObject, type PanelSpec, type Query } from './grafana.ts';
import { asRow, named, ON_TARGET, STATE_VALUES, stateOf, type Metric } from './promql.ts';

/** What the panels are made of. */
export interface PanelSources {
  /** A metric of the chosen jobs and instances. */
  readonly metric: Metric;
  /** The same of the chosen checks. */
  readonly chosen: Metric;
  /** A metric that Prometheus itself keeps of a scrape, of the chosen jobs and instances. */
  readonly scrape: (name: string) => string;
  /** The address of a check's page, with Grafana's variable for its id. */
  readonly checkPage: (id: string) => string;
  /** Whether the histogram of response times is among the metrics. */
  readonly histogram: boolean;
}

const GREEN = 'green';
const YELLOW = 'yellow';
const ORANGE = 'orange';
const RED = 'red';
const BLUE = 'blue';
const GREY = '#808080';

const NO_DATA = { noValue: 'No data' };

const STATES = valueMappings([
  [STATE_VALUES.up, 'Up', GREEN],
  [STATE_VALUES.degraded, 'Degraded', YELLOW],
  [STATE_VALUES.down, 'Down', RED],
  [STATE_VALUES.maintenance, 'Maintenance', BLUE],
  [STATE_VALUES.unknown, 'Unknown', GREY],
  [STATE_VALUES.paused, 'Paused', GREY],
]);

const UPTIME = thresholds(RED, [0.99, ORANGE], [0.999, YELLOW], [0.9995, GREEN]);
const CERTIFICATE_DAYS = thresholds(RED, [3, ORANGE], [14, YELLOW], [30, GREEN]);

/** All panels, in reading order. */
export function panelsFor(sources: PanelSources): PanelSpec[] {
  return [...overview(sources), ...details(sources), ...ours(sources)];
}

function stat(title: string, w: number, expr: string, rest: Partial<PanelSpec> & { legend?: string } = {}): PanelSpec {
  const { legend, defaults = {}, options = {}, ...others } = rest;
  return {
    type: 'stat',
    title,
    w,
    h: 4,
    queries: [{ expr, instant: true, ...(legend === undefined ? {} : { legend }) }],
    defaults: { ...NO_DATA, ...defaults },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'background',
      graphMode: 'none',
      justifyMode: 'center',
      orientation: 'auto',
      textMode: 'auto',
      ...options,
    },
    ...others,
  };
}

/** A number that is good at 0 alone. */
function zeroIsGood(color: string): JsonObject {
  return { unit: 'short', decimals: 0, thresholds: thresholds(GREEN, [1, color]) };
}

function overview({ metric, chosen, checkPage }: PanelSources): PanelSpec[] {
  return [
    stat('Overall', 6, `min(${metric('overall_status')})`, {
      description: 'Down while a critical check is down. No data: nothing is known, or nothing is scraped.',
      defaults: {
        thresholds: thresholds(RED, [1, GREEN]),
        mappings: valueMappings([
          [0, 'Down', RED],
          [1, 'Healthy', GREEN],
        ]),
      },
    }),
    // A sum of 0 and 1, not a count of what is left: it is 0 when nothing fails, and empty only when nothing is known.
    stat('Failing', 3, `sum(${metric('status')} == bool 0)`, { defaults: zeroIsGood(RED) }),
    stat('Degraded', 3, `sum(${metric('degraded')})`, { defaults: zeroIsGood(ORANGE) }),
    stat('Without a result', 3, `count(${metric('info')}) - (count(${metric('status')}) or vector(0))`, {
      description: 'Checks that have not run, whose last result is too old, or that are paused.',
      defaults: zeroIsGood(GREY),
    }),
    stat('In maintenance', 3, `sum(${metric('maintenance')})`, { defaults: zeroIsGood(BLUE) }),
    stat('Open incidents', 3, `sum(${metric('incidents_open')})`, { defaults: zeroIsGood(ORANGE) }),
    stat('Last run', 3, `time() - max(${metric('last_run_timestamp_seconds')})`, {
      description: 'How long ago any check last ran.',
      defaults: { unit: 's', decimals: 0, thresholds: thresholds(GREEN, [300, ORANGE], [900, RED]) },
    }),
    {
      type: 'state-timeline',
      title: 'States',
      w: 24,
      h: 9,
      queries: [{ expr: stateOf(chosen), legend: '{{name}}' }],
      defaults: {
        ...NO_DATA,
        mappings: STATES,
        color: { mode: 'thresholds' },
        thresholds: thresholds(GREY),
        custom: { fillOpacity: 80, lineWidth: 0, spanNulls: false },
        links: [{ title: 'Open the check', url: checkPage('${__field.labels.check}'), targetBlank: true }],
      },
      options: {
        showValue: 'never',
        mergeValues: true,
        rowHeight: 0.85,
        alignValue: 'left',
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
        tooltip: { mode: 'single', sort: 'none' },
      },
    },
    checkTable(chosen, checkPage),
  ];
}

const WINDOWS_SHOWN = ['24h', '7d', '30d', '90d'] as const;

function checkTable(chosen: Metric, checkPage: PanelSources['checkPage']): PanelSpec {
  const row = (expr: string): Query => ({ expr: asRow(expr), instant: true, table: true });
  const uptimes = WINDOWS_SHOWN.map((window) => row(named(chosen('uptime_ratio', `window="${window}"`), chosen)));
  const columns: readonly (readonly [string, Query, JsonObject])[] = [
    ['State', row(stateOf(chosen)), { mappings: STATES, 'custom.cellOptions': { type: 'color-background' } }],
    ['Response time', row(named(chosen('response_time_seconds'), chosen)), { unit: 's' }],
    ...WINDOWS_SHOWN.map((window, index): readonly [string, Query, JsonObject] => [
      `Uptime ${window}`,
      uptimes[index] ?? row(''),
      { unit: 'percentunit', decimals: 3, thresholds: UPTIME, 'custom.cellOptions': { type: 'color-text' } },
    ]),
    ['Last run', row(named(`time() - ${chosen('last_run_timestamp_seconds')}`, chosen)), { unit: 's', decimals: 0 }],
    [
      'Certificate',
      row(named(`(${chosen('certificate_expiry_timestamp_seconds')} - time()) / 86400`, chosen)),
      { unit: 'd', decimals: 0, thresholds: CERTIFICATE_DAYS, 'custom.cellOptions': { type: 'color-text' } },
    ],
  ];
  const names = columns.map(([name], index) => [`Value #${String.fromCharCode(65 + index)}`, name] as const);
  const link = [{ title: 'Open the check', url: checkPage('${__data.fields.Id}'), targetBlank: true }];
  return {
    type: 'table',
    title: 'Checks',
    w: 24,
    h: 10,
    queries: columns.map(([, query]) => query),
    defaults: { custom: { align: 'auto', filterable: true }, noValue: '–' },
    overrides: [
      override('Check', { links: link }),
      ...columns.map(([name, , properties]) => override(name, properties)),
    ],
    options: { showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: 'State', desc: false }] },
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, job: true, instance: true },
          indexByName: Object.fromEntries(
            ['name', 'group', ...names.map(([field]) => field), 'check'].map((name, index) => [name, index]),
          ),
          renameByName: { name: 'Check', group: 'Group', check: 'Id', ...Object.fromEntries(names) },
        },
      },
    ],
  };
}

const COURSE = { lineWidth: 1, fillOpacity: 8, showPoints: 'auto', spanNulls: false };
const LEGEND = { legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] } };
const TOOLTIP = { tooltip: { mode: 'multi', sort: 'desc' } };

function course(title: string, w: number, queries: readonly Query[], rest: Partial<PanelSpec> = {}): PanelSpec {
  const { defaults = {}, ...others } = rest;
  return {
    type: 'timeseries',
    title,
    w,
    h: 8,
    queries,
    defaults: { ...NO_DATA, min: 0, custom: COURSE, ...defaults },
    options: { ...LEGEND, ...TOOLTIP },
    ...others,
  };
}

function bars(title: string, w: number, query: Query, rest: Partial<PanelSpec> = {}): PanelSpec {
  const { defaults = {}, ...others } = rest;
  return {
    type: 'bargauge',
    title,
    w,
    h: 8,
    queries: [{ instant: true, ...query }],
    defaults: { ...NO_DATA, min: 0, ...defaults },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      displayMode: 'basic',
      orientation: 'horizontal',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
    },
    ...others,
  };
}

function details({ chosen, histogram }: PanelSources): PanelSpec[] {
  const seconds = { unit: 's' };
  return [
    course('Response times', 16, [{ expr: named(chosen('response_time_seconds'), chosen), legend: '{{name}}' }], {
      defaults: seconds,
    }),
    bars(
      'Slowest five',
      8,
      { expr: `topk(5, ${named(chosen('response_time_seconds'), chosen)})`, legend: '{{name}}' },
      { defaults: { ...seconds, thresholds: thresholds(GREEN, [1, YELLOW], [3, RED]) } },
    ),
    ...(histogram ? [percentiles(chosen)] : []),
    course(
      'Phases of HTTP exchanges',
      12,
      [{ expr: `avg by (phase) (${chosen('http_phase_seconds')})`, legend: '{{phase}}' }],
      {
        description: 'The mean over the chosen checks, one upon the other.',
        defaults: { ...seconds, custom: { ...COURSE, fillOpacity: 40, stacking: { mode: 'normal', group: 'A' } } },
      },
    ),
    course(
      'Runs a minute',
      12,
      [{ expr: `60 * sum by (result) (rate(${chosen('runs_total')}[$__rate_interval]))`, legend: '{{result}}' }],
      {
        defaults: { unit: 'short', custom: { ...COURSE, fillOpacity: 40, stacking: { mode: 'normal', group: 'A' } } },
        overrides: [
          ['up', GREEN],
          ['degraded', YELLOW],
          ['down', RED],
          ['unknown', GREY],
        ].map(([name = '', color = '']) => override(name, { color: { mode: 'fixed', fixedColor: color } })),
      },
    ),
    bars(
      'Uptime by window',
      12,
      { expr: `avg by (window) (${chosen('uptime_ratio')})`, legend: '{{window}}' },
      {
        description: 'The mean over the chosen checks. The table has each of them.',
        defaults: { unit: 'percentunit', decimals: 3, max: 1, thresholds: UPTIME },
      },
    ),
    bars(
      'Days left of certificates',
      12,
      {
        expr: named(`(${chosen('certificate_expiry_timestamp_seconds')} - time()) / 86400`, chosen),
        legend: '{{name}}',
      },
      { defaults: { unit: 'd', decimals: 0, thresholds: CERTIFICATE_DAYS } },
    ),
  ];
}

function percentiles(chosen: Metric): PanelSpec {
  const buckets = `sum by (le) (rate(${chosen('response_duration_seconds_bucket')}[$__rate_interval]))`;
  const shares = [0.5, 0.95, 0.99];
  return course(
    'Percentiles of response times',
    24,
    shares.map((share) => ({ expr: `histogram_quantile(${share}, ${buckets})`, legend: `p${share * 100}` })),
    { description: 'Over all runs of the chosen checks that got a whole answer.', defaults: { unit: 's' } },
  );
}

function ours({ metric, scrape }: PanelSources): PanelSpec[] {
  const build = metric('build_info');
  // A target that cannot be scraped tells nothing of itself any more: it is known by what it told before.
  const known = `${ON_TARGET} last_over_time(${build}[$__range])`;
  const count = (name: string) => `sum(increase(${metric(name)}[1h]))`;
  return [
    { type: 'row', title: 'Allswell itself', w: 24, h: 1 },
    stat('Scrape', 4, `min(${scrape('up')} and ${known})`, {
      defaults: {
        thresholds: thresholds(RED, [1, GREEN]),
        mappings: valueMappings([
          [0, 'Fails', RED],
          [1, 'Works', GREEN],
        ]),
      },
    }),
    stat('Version', 4, `count by (version) (${build})`, {
      legend: '{{version}}',
      options: { textMode: 'name', colorMode: 'none' },
    }),
    stat('Configuration', 4, `min(${metric('config_last_reload_successful')})`, {
      description: 'Whether the file on disk is the configuration in force.',
      defaults: {
        thresholds: thresholds(RED, [1, GREEN]),
        mappings: valueMappings([
          [0, 'Refused', RED],
          [1, 'In force', GREEN],
        ]),
      },
    }),
    stat('Internal errors, 1 h', 4, count('internal_errors_total'), { defaults: zeroIsGood(RED) }),
    stat('Missed runs, 1 h', 4, count('missed_runs_total'), { defaults: zeroIsGood(ORANGE) }),
    stat('Checks', 4, `count(${metric('info')})`, { options: { colorMode: 'none' }, defaults: { decimals: 0 } }),
    course(
      'Scheduler lag',
      12,
      [{ expr: `max by (job, instance) (${metric('scheduler_lag_seconds')})`, legend: '{{instance}}' }],
      { description: 'The greatest delay of a run behind its time in the last minute.', defaults: { unit: 's' } },
    ),
    course(
      'Scrape duration',
      12,
      [{ expr: `max by (job, instance) (${scrape('scrape_duration_seconds')} and ${known})`, legend: '{{instance}}' }],
      { description: 'How long Prometheus waited for our answer, whatever the targets do.', defaults: { unit: 's' } },
    ),
  ];
}
