import type { Prometheus } from '../servers.ts';

/** The values of a query now, or at a time (Unix s), by what `key` makes of the labels of their series. */
export async function valuesBy(
  prometheus: Prometheus,
  query: string,
  key: (labels: Readonly<Record<string, string>>) => string,
  at?: number,
): Promise<Record<string, number>> {
  const time = at === undefined ? '' : `&time=${at}`;
  const data = (await prometheus.get(`query?query=${encodeURIComponent(query)}${time}`)) as {
    result?: { metric: Record<string, string>; value: [number, string] }[];
  };
  if (data.result === undefined) throw new Error(`Prometheus refuses ${query}`);
  return Object.fromEntries(data.result.map(({ metric, value }) => [key(metric), Number(value[1])]));
}

/** The values of a query now, by a label of their series. */
export function valuesOf(prometheus: Prometheus, query: string, label = 'check'): Promise<Record<string, number>> {
  return valuesBy(prometheus, query, (labels) => labels[label] ?? '');
}

/** The series of a query over the last minutes: how many samples each has, by what `key` makes of their labels. */
export async function coursesBy(
  prometheus: Prometheus,
  query: string,
  key: (labels: Readonly<Record<string, string>>) => string,
  from: number,
): Promise<Record<string, number>> {
  const span = `start=${from}&end=${Date.now() / 1_000}&step=1`;
  const data = (await prometheus.get(`query_range?query=${encodeURIComponent(query)}&${span}`)) as {
    result?: { metric: Record<string, string>; values: unknown[] }[];
  };
  if (data.result === undefined) throw new Error(`Prometheus refuses ${query} over a range`);
  return Object.fromEntries(data.result.map(({ metric, values }) => [key(metric), values.length]));
}

export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerts that Prometheus has now. */
export async function alertsOf(prometheus: Prometheus): Promise<readonly ActiveAlert[]> {
  return ((await prometheus.get('alerts')) as { alerts: readonly ActiveAlert[] }).alerts;
}

/** The targets that Prometheus scrapes, by their job: their health and their last error. */
export async function targetsOf(prometheus: Prometheus): Promise<Record<string, readonly [string, string]>> {
  const { activeTargets } = (await prometheus.get('targets')) as {
    activeTargets: { labels: { job: string }; health: string; lastError: string }[];
  };
  return Object.fromEntries(activeTargets.map(({ labels, health, lastError }) => [labels.job, [health, lastError]]));
}
