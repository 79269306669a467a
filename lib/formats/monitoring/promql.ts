/** The labels that name a check among all that one Prometheus scrapes, and those that name where it was scraped. */
const CHECK = 'job, instance, check';
const TARGET = 'job, instance';

export const ON_CHECK = `on (${CHECK})`;
export const ON_TARGET = `on (${TARGET})`;

/** A metric by its name without the prefix, with what is selected of it. */
export type Metric = (name: string, ...matchers: readonly string[]) => string;

/** Metrics of a prefix, of which every selection also has the `common` matchers. */
export function metricsOf(prefix: string, common: readonly string[] = []): Metric {
  return (name, ...matchers) => {
    const all = [...common, ...matchers];
    return `${prefix}_${name}${all.length === 0 ? '' : `{${all.join(', ')}}`}`;
  };
}

/** Adds a check's name and group to what is told of it. A check under a new name has its new series at once. */
export function named(expression: string, metric: Metric): string {
  return `(${expression}) * ${ON_CHECK} group_left (name, group) ${metric('info')}`;
}

/** What is told of checks, without those that are under maintenance. */
export function outsideMaintenance(expression: string, metric: Metric): string {
  return `${expression} unless ${ON_CHECK} ${metric('maintenance')} == 1`;
}

/** The checks of which nobody knows how they are, although they are not paused: 1 each. */
export function withoutResult(metric: Metric): string {
  return `${metric('info')} unless ${ON_CHECK} ${metric('status')} unless ${ON_CHECK} ${metric('paused')} == 1`;
}

/** The states of a check as numbers, for Grafana to map: the lower, the more they ask for attention. */
export const STATE_VALUES = { unknown: -1, down: 0, degraded: 1, up: 2, maintenance: 3, paused: 4 } as const;

/** The state of each check as one of those numbers, with its name and group. */
export function stateOf(metric: Metric): string {
  const { paused, unknown, maintenance } = STATE_VALUES;
  const alternatives = [
    `${maintenance} * (${metric('maintenance')} == 1)`,
    // up 2, degraded 1, down 0
    `2 * ${metric('status')} - ${metric('degraded')}`,
    `${paused} * (${metric('paused')} == 1)`,
    `${unknown} * ${metric('info')}`,
  ];
  const first = alternatives.map((one) => `max by (${CHECK}) (${one})`).join(' or ');
  return named(first, metric);
}

/** The same expression with only the labels by which rows of a table are told apart. */
export function asRow(expression: string): string {
  return `max by (${CHECK}, name, group) (${expression})`;
}
