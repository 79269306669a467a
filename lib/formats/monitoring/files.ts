import { renderDashboard } from './dashboard.ts';
import { renderDashboards, renderDatasource } from './provisioning.ts';
import { renderRules } from './rules.ts';
import { renderScrape } from './scrape.ts';
import { DASHBOARD_FILE, RULES_FILE, type MonitoringSettings } from './settings.ts';

/** A file for people's own Prometheus or Grafana. */
export interface MonitoringFile {
  readonly contentType: string;
  readonly render: (settings: MonitoringSettings) => string;
}

const yaml = { contentType: 'application/yaml' } as const;

/** By the names under which they are served and saved. */
export const MONITORING_FILES = {
  'prometheus.yml': { ...yaml, render: renderScrape },
  [RULES_FILE]: { ...yaml, render: renderRules },
  [DASHBOARD_FILE]: { contentType: 'application/json', render: renderDashboard },
  'grafana-datasource.yml': { ...yaml, render: renderDatasource },
  'grafana-dashboards.yml': { ...yaml, render: renderDashboards },
} as const satisfies Record<string, MonitoringFile>;

export type MonitoringFileName = keyof typeof MONITORING_FILES;

export const MONITORING_FILE_NAMES = Object.keys(MONITORING_FILES) as MonitoringFileName[];
