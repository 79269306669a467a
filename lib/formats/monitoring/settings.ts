import type { Snapshot } from '../../model.ts';

/** With what a scraper proves who it is: null where nobody is asked. */
export type ScrapeCredential = 'bearer' | 'basic' | null;

/** All that the files for Prometheus and Grafana are made from: no check, no state, nothing of the request. */
export interface MonitoringSettings extends Pick<Snapshot, 'site' | 'metrics'> {
  readonly credential: ScrapeCredential;
}

/** The job under which our own scrape configuration scrapes, and whose absence our rules notice. */
export const JOB = 'allswell';

/** The file names under which the files know each other. */
export const RULES_FILE = 'prometheus-rules.yml' as const;
export const DASHBOARD_FILE = 'grafana-dashboard.json' as const;

/** A page of the site. */
export function pageOf(settings: Pick<MonitoringSettings, 'site'>, path: string): string {
  return `${settings.site.url}${path}`;
}
