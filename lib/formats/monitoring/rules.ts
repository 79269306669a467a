import { stringify } from 'yaml';
import { metricsOf, named, ON_TARGET, outsideMaintenance, withoutResult } from './promql.ts';
import { JOB, pageOf, type MonitoringSettings } from './settings.ts';
import { templateText } from './yaml-text.ts';

const DAY = 86_400;

/** Certificates: the first alert leaves time for a renewal that needs people, the second is for at once. In days. */
const CERTIFICATE = { soon: 14, now: 3 };
/** Slow is a median of ten minutes above this many times that of the last day, and above this many seconds. */
const SLOW = { times: 3, seconds: 0.25 };
/** How late runs may start, s. */
const LATE = 5;

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: 'critical' | 'warning' };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

interface Recording {
  readonly record: string;
  readonly expr: string;
}

interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (Alert | Recording)[];
}

/**
 * The rules for Prometheus as YAML: alerts on every check, on the whole and on Allswell itself, and one recording.
 * Checks under maintenance raise none, certificates apart: those end whatever is going on.
 */
export function renderRules(settings: MonitoringSettings): string {
  const { prefix } = settings.metrics;
  const groups: readonly RuleGroup[] = [
    { name: `${prefix}_baseline`, interval: '2m', rules: [baseline(prefix)] },
    { name: `${prefix}_checks`, rules: checkAlerts(settings) },
    { name: `${prefix}_allswell`, rules: ownAlerts(settings) },
  ];
  return `${HEAD(settings)}${stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const HEAD = ({ site, metrics }: MonitoringSettings): string => `# Alert rules of ${site.url}
# made for metrics that begin with "${metrics.prefix}_" and for the scrape job "${JOB}".
# Name this file under rule_files in prometheus.yml. Several sites with the same prefix share one such file.
# No check under maintenance raises an alert, but a certificate that ends does.
`;

const baselineName = (prefix: string) => `${prefix}:response_time_seconds:median_1d`;

/** A day of samples is too much to read at every evaluation of an alert. */
function baseline(prefix: string): Recording {
  const time = metricsOf(prefix)('response_time_seconds');
  return { record: baselineName(prefix), expr: `quantile_over_time(0.5, ${time}[1d])` };
}

function checkAlerts(settings: MonitoringSettings): Alert[] {
  const { prefix } = settings.metrics;
  const metric = metricsOf(prefix);
  const page = pageOf(settings, '/checks/{{ $labels.check }}');
  const about = (summary: string, description: string) => ({ summary, description, runbook_url: page });
  const failing = outsideMaintenance(`${metric('status')} == 0`, metric);
  const recent = `quantile_over_time(0.5, ${metric('response_time_seconds')}[10m])`;
  const slow = `${recent} > ${SLOW.times} * ${baselineName(prefix)} and ${recent} > ${SLOW.seconds}`;
  const left = `${metric('certificate_expiry_timestamp_seconds')} - time()`;
  return [
    {
      alert: 'HealthCheckDown',
      expr: named(failing, metric),
      for: '1m',
      labels: { severity: 'critical' },
      annotations: about(
        '{{ $labels.name }} is down',
        'The check {{ $labels.check }} has been failing for more than a minute.',
      ),
    },
    {
      alert: 'HealthCheckDegraded',
      expr: named(outsideMaintenance(`${metric('degraded')} == 1`, metric), metric),
      for: '5m',
      labels: { severity: 'warning' },
      annotations: about(
        '{{ $labels.name }} is degraded',
        'The check {{ $labels.check }} has crossed one of its limits for more than five minutes.',
      ),
    },
    {
      alert: 'HealthCheckSlow',
      // A failing check is told of already; its time-outs are no response times.
      expr: named(outsideMaintenance(`${slow} and ${metric('status')} == 1`, metric), metric),
      for: '5m',
      labels: { severity: 'warning' },
      annotations: about(
        '{{ $labels.name }} is slower than usual',
        `The median response time of the check {{ $labels.check }} is {{ $value | humanizeDuration }}, more than ${SLOW.times} times that of the last day.`,
      ),
    },
    {
      alert: 'HealthCheckStale',
      expr: outsideMaintenance(withoutResult(metric), metric),
      for: '10m',
      labels: { severity: 'warning' },
      annotations: about(
        '{{ $labels.name }} has no current result',
        'The check {{ $labels.check }} has not run, or could not be judged, for more than ten minutes.',
      ),
    },
    {
      alert: 'HealthCheckOverallDown',
      // Of one that is down by maintenance alone, nobody needs to know.
      expr: `${metric('overall_status')} == 0 and ${ON_TARGET} (${failing})`,
      for: '1m',
      labels: { severity: 'critical' },
      annotations: {
        summary: `${templateText(settings.site.name)} is down`,
        description: 'At least one critical check at {{ $labels.instance }} has been down for more than a minute.',
        runbook_url: pageOf(settings, '/'),
      },
    },
    {
      alert: 'HealthCheckCertificateExpiresSoon',
      expr: named(`${left} < ${CERTIFICATE.soon * DAY} >= ${CERTIFICATE.now * DAY}`, metric),
      for: '1h',
      labels: { severity: 'warning' },
      annotations: about(
        'The certificate of {{ $labels.name }} ends soon',
        'The certificate that the check {{ $labels.check }} saw ends in {{ $value | humanizeDuration }}.',
      ),
    },
    {
      alert: 'HealthCheckCertificateExpires',
      expr: named(`${left} < ${CERTIFICATE.now * DAY}`, metric),
      for: '5m',
      labels: { severity: 'critical' },
      annotations: about(
        'The certificate of {{ $labels.name }} has ended or is about to',
        'The certificate that the check {{ $labels.check }} saw ends in {{ $value | humanizeDuration }} (below zero: it has ended).',
      ),
    },
  ];
}

function ownAlerts(settings: MonitoringSettings): Alert[] {
  const metric = metricsOf(settings.metrics.prefix);
  const about = (summary: string, description: string) => ({
    summary,
    description,
    runbook_url: pageOf(settings, '/readyz?verbose'),
  });
  const warning = { severity: 'warning' } as const;
  const critical = { severity: 'critical' } as const;
  return [
    {
      alert: 'AllswellTargetDown',
      expr: `up{job="${JOB}"} == 0`,
      for: '2m',
      labels: critical,
      annotations: about(
        'Allswell at {{ $labels.instance }} cannot be scraped',
        'Prometheus has had no answer for more than two minutes: see the error of the target on its page "Targets".',
      ),
    },
    {
      alert: 'AllswellTargetMissing',
      expr: `absent(up{job="${JOB}"})`,
      for: '5m',
      labels: critical,
      annotations: about(
        'Allswell is not scraped',
        `Prometheus knows no target of the job "${JOB}", so none of these alerts can fire.`,
      ),
    },
    {
      alert: 'AllswellWorkerSilent',
      // The pages are served, but the lag is told by a living worker alone.
      expr: `${metric('build_info')} unless ${ON_TARGET} ${metric('scheduler_lag_seconds')}`,
      for: '2m',
      labels: critical,
      annotations: about(
        'The worker of Allswell at {{ $labels.instance }} is silent',
        'No check has run for more than two minutes: every state shown is unknown.',
      ),
    },
    {
      alert: 'AllswellWorkerLate',
      expr: `${metric('scheduler_lag_seconds')} > ${LATE}`,
      for: '5m',
      labels: warning,
      annotations: about(
        'Checks at {{ $labels.instance }} run late',
        'Runs have begun {{ $value | humanizeDuration }} after their time for more than five minutes: the machine is too busy.',
      ),
    },
    {
      alert: 'AllswellConfigReloadFailed',
      expr: `${metric('config_last_reload_successful')} == 0`,
      for: '1m',
      labels: warning,
      annotations: about(
        'The configuration of Allswell at {{ $labels.instance }} has a fault',
        'The file on disk was refused, and the last good one is in force. The log says where the fault is.',
      ),
    },
    {
      alert: 'AllswellInternalErrors',
      expr: `increase(${metric('internal_errors_total')}[15m]) > 0`,
      for: '5m',
      labels: warning,
      annotations: about(
        'Allswell at {{ $labels.instance }} fails by a fault of its own',
        'Runs or writes have failed by no fault of their targets. The log says why.',
      ),
    },
    {
      alert: 'AllswellAlertsUndelivered',
      expr: `increase(${metric('alertmanager_notifications_failed_total')}[15m]) > 0`,
      for: '5m',
      labels: warning,
      annotations: about(
        'Allswell at {{ $labels.instance }} cannot deliver its own alerts',
        'An Alertmanager of its configuration has not accepted them. The log says why.',
      ),
    },
  ];
}
