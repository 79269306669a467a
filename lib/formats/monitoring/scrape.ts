import { JOB, RULES_FILE, type MonitoringSettings, type ScrapeCredential } from './settings.ts';
import { quoted } from './yaml-text.ts';

/** A whole configuration of Prometheus that scrapes this site, loads its rules and sends what fires to Alertmanager. */
export function renderScrape({ site, credential }: MonitoringSettings): string {
  const url = new URL(site.url);
  const isSecure = url.protocol === 'https:';
  const target = `${url.hostname}:${url.port === '' ? (isSecure ? 443 : 80) : url.port}`;
  const under = url.pathname.replace(/\/$/, '');
  return `# Prometheus for ${site.url}
# Check it:  promtool check config prometheus.yml
# A Prometheus that you have already needs the entries of rule_files and scrape_configs alone.

global:
  scrape_interval: 15s
  # A scrape reads what is stored: it neither starts a check nor waits for one, so it is answered in milliseconds
  # however slow the targets of the checks are. This limit has to cover the network alone, and to be below the interval.
  scrape_timeout: 5s
  evaluation_interval: 15s

# From ${site.url}/monitoring/${RULES_FILE}, saved beside this file.
# By a pattern: it may be missing, too.
rule_files:
  - prometheus-rules*.yml

alerting:
  alertmanagers:
    - static_configs:
        - targets: ['localhost:9093']

scrape_configs:
  # /metrics is the address to prefer: it tells of the checks, and of the process that serves them as well.
  - job_name: ${JOB}
    scheme: ${isSecure ? 'https' : 'http'}
    metrics_path: ${quoted(`${under}/metrics`)}
    # /api/health tells of the checks alone, and of those that are asked for. One of the two is enough:
    # with both, every check would be there twice.
    # metrics_path: ${quoted(`${under}/api/health`)}
    # params:
    #   format: [prometheus]
    #   group: [public]
${CREDENTIALS[credential ?? 'none']}
    static_configs:
      - targets: [${quoted(target)}]
`;
}

const BEARER = `authorization:
  type: Bearer
  credentials_file: allswell-token`;

const BASIC = `basic_auth:
  username: prometheus
  password_file: allswell-password`;

const CREDENTIALS: Readonly<Record<NonNullable<ScrapeCredential> | 'none', string>> = {
  bearer: `    # The file holds ALLSWELL_METRICS_TOKEN and nothing else; its path starts at this file's folder.
${indented(BEARER)}
    # With ALLSWELL_METRICS_USERNAME and ALLSWELL_METRICS_PASSWORD instead:
${commented(BASIC)}`,
  basic: `    # The name is ALLSWELL_METRICS_USERNAME; the file holds ALLSWELL_METRICS_PASSWORD and nothing else.
${indented(BASIC)}
    # With ALLSWELL_METRICS_TOKEN instead:
${commented(BEARER)}`,
  none: `    # Nobody is asked who they are here. Once ALLSWELL_METRICS_TOKEN is set, by a file that holds it:
${commented(BEARER)}
    # or, with ALLSWELL_METRICS_USERNAME and ALLSWELL_METRICS_PASSWORD:
${commented(BASIC)}`,
};

function indented(block: string): string {
  return block.replace(/^/gm, '    ');
}

function commented(block: string): string {
  return block.replace(/^/gm, '    # ');
}
