import { DATASOURCE, laidOut, SCHEMA_VERSION, type JsonObject } from './grafana.ts';
import { panelsFor } from './panels.ts';
import { metricsOf } from './promql.ts';
import { pageOf, type MonitoringSettings } from './settings.ts';

/**
 * The dashboard for Grafana 10 and later, as JSON that imports as it is, by hand or from a file: the data source is a
 * variable of it. Every query is of the chosen jobs and instances, and of the chosen values of the configured labels.
 */
export function renderDashboard(settings: MonitoringSettings): string {
  const { site, metrics } = settings;
  const labels = Object.keys(metrics.labels).filter((label) => label !== 'job' && label !== 'instance');
  const ours = ['job=~"$job"', 'instance=~"$instance"'];
  const configured = labels.map((label) => `${label}=~"$${variableOf(label)}"`);
  const panels = laidOut(
    panelsFor({
      metric: metricsOf(metrics.prefix, [...ours, ...configured]),
      chosen: metricsOf(metrics.prefix, [...ours, ...configured, 'check=~"$check"']),
      scrape: (name) => `${name}{${ours.join(', ')}}`,
      histogram: metrics.histogram,
      checkPage: (id) => pageOf(settings, `/checks/${id}`),
    }),
  );
  const dashboard: JsonObject = {
    __inputs: [],
    __elements: {},
    __requires: requirements(panels),
    id: null,
    uid: uidOf(site.url),
    title: `${site.name} – status`,
    description: `The checks of ${site.url}, as Allswell tells them to Prometheus.`,
    tags: ['allswell', 'status'],
    editable: true,
    fiscalYearStartMonth: 0,
    graphTooltip: 1,
    liveNow: false,
    links: [link('Status page', pageOf(settings, '/')), link('Monitoring files', pageOf(settings, '/monitoring'))],
    annotations: { list: [ANNOTATIONS] },
    templating: { list: variables(metrics.prefix, labels) },
    panels,
    refresh: '30s',
    schemaVersion: SCHEMA_VERSION,
    time: { from: 'now-6h', to: 'now' },
    timepicker: {},
    timezone: 'browser',
    version: 1,
    weekStart: '',
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

/** The list of what happened that Grafana keeps itself. */
const ANNOTATIONS = {
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  name: 'Annotations & Alerts',
  type: 'dashboard',
} as const;

function link(title: string, url: string): JsonObject {
  const rest = { icon: 'external link', tags: [], tooltip: '', includeVars: false, keepTime: false, asDropdown: false };
  return { type: 'link', title, url, targetBlank: true, ...rest };
}

/** The variable of a configured label: apart from our own, whatever it is called. */
function variableOf(label: string): string {
  return `label_${label}`;
}

function variables(prefix: string, labels: readonly string[]): JsonObject[] {
  const known = `${prefix}_build_info`;
  return [
    {
      name: 'datasource',
      label: 'Data source',
      type: 'datasource',
      query: 'prometheus',
      regex: '',
      current: {},
      options: [],
      hide: 0,
      includeAll: false,
      multi: false,
      refresh: 1,
      skipUrlSync: false,
    },
    variable('job', 'Job', `label_values(${known}, job)`),
    variable('instance', 'Instance', `label_values(${known}{job=~"$job"}, instance)`),
    ...labels.map((label) =>
      variable(variableOf(label), label, `label_values(${known}{job=~"$job", instance=~"$instance"}, ${label})`),
    ),
    variable('check', 'Check', `label_values(${prefix}_info{job=~"$job", instance=~"$instance"}, check)`),
  ];
}

/** A choice of several values of a label. All of them is also the choice of none, so that no series is lost by it. */
function variable(name: string, label: string, query: string): JsonObject {
  return {
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    definition: query,
    query: { qryType: 1, query, refId: `Variable-${name}` },
    regex: '',
    current: { selected: true, text: ['All'], value: ['$__all'] },
    options: [],
    hide: 0,
    includeAll: true,
    allValue: '.*',
    multi: true,
    // Anew whenever the time range changes: checks come and go.
    refresh: 2,
    skipUrlSync: false,
    sort: 1,
  };
}

/** What Grafana looks for before it imports. */
function requirements(panels: readonly JsonObject[]): JsonObject[] {
  const types = [
    ...new Set(panels.flatMap(({ type }) => (typeof type === 'string' && type !== 'row' ? [type] : []))),
  ].sort();
  return [
    { type: 'grafana', id: 'grafana', name: 'Grafana', version: '10.0.0' },
    { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
    ...types.map((id) => ({ type: 'panel', id, name: id, version: '' })),
  ];
}

/** Grafana's name of the dashboard: the same at each import from this site, another one for other sites. */
function uidOf(url: string): string {
  const words = url.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9]+/g, '-');
  const uid = `allswell-${words}`.replace(/-$/, '');
  return uid.length <= 40 ? uid : `${uid.slice(0, 31)}-${hashOf(url)}`;
}

/** FNV-1a, 8 hex digits: enough to keep a few long names apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
