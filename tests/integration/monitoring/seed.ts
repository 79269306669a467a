/**
 * What people built on django-health-check by its documentation: its queries, its alert rule and the panels of its
 * example dashboard, letter by letter where Prometheus reads them.
 */
export const QUERIES = {
  overall: 'django_health_check_overall_status',
  status: 'django_health_check_status',
  times: 'django_health_check_response_time_seconds',
  slowest: 'topk(5, django_health_check_response_time_seconds)',
  failed: 'count(django_health_check_status == 0)',
  alerting: 'django_health_check_overall_status < 1',
} as const;

export const ALERT_RULE = `- alert: DjangoHealthCheckFailed
  expr: django_health_check_overall_status < 1
  for: 1m
  labels:
    severity: critical
  annotations:
    summary: "Django application health check failed"
    description: "At least one health check is failing for {{ $labels.app }}"
`;

const STEPS = [
  { value: 0, color: 'red' },
  { value: 0.5, color: 'green' },
] as const;

/** The example dashboard as people import it. */
export const DASHBOARD = {
  dashboard: {
    title: 'Django Health Check',
    panels: [
      {
        title: 'Overall Health Status',
        type: 'stat',
        targets: [{ expr: 'django_health_check_overall_status' }],
        fieldConfig: {
          defaults: {
            thresholds: { steps: STEPS },
            mappings: [
              { value: 0, text: 'Unhealthy' },
              { value: 1, text: 'Healthy' },
            ],
          },
        },
      },
      {
        title: 'Check Status',
        type: 'bargauge',
        targets: [{ expr: 'django_health_check_status', legendFormat: '{{check}}' }],
        fieldConfig: { defaults: { thresholds: { steps: STEPS } } },
      },
      {
        title: 'Response Times',
        type: 'timeseries',
        targets: [{ expr: 'django_health_check_response_time_seconds', legendFormat: '{{check}}' }],
        fieldConfig: { defaults: { unit: 's' } },
      },
    ],
  },
} as const;

/** The rule as a file for Prometheus, and beside it the same without the wait, under another name. */
export const RULES = `groups:
  - name: seed
    rules:
${ALERT_RULE.replace(/^(?=.)/gm, '      ')}  - name: at-once
    rules:
${ALERT_RULE.replace('for: 1m', 'for: 0s')
  .replace('HealthCheckFailed', 'AtOnce')
  .replace(/^(?=.)/gm, '      ')}`;
