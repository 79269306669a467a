import { describe, expect, test } from 'vitest';
import { metricFamilies } from '../../../../lib/formats/metric-families.ts';
import { renderDashboard } from '../../../../lib/formats/monitoring/dashboard.ts';
import { richSnapshot } from '../fixture.ts';
import { settingsOf } from './settings.ts';

interface Query {
  readonly refId: string;
  readonly expr: string;
  readonly datasource: unknown;
  readonly format: string;
  readonly instant: boolean;
  readonly range: boolean;
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: unknown;
  readonly targets?: readonly Query[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly thresholds?: {
        readonly mode: string;
        readonly steps: readonly { value: number | null; color: string }[];
      };
      readonly mappings?: readonly { readonly type: string; readonly options: Record<string, { text: string }> }[];
      readonly links?: readonly { readonly url: string }[];
    };
    readonly overrides: readonly {
      readonly matcher: { id: string; options: string };
      readonly properties: unknown[];
    }[];
  };
}
interface Dashboard {
  readonly uid: string;
  readonly id: null;
  readonly title: string;
  readonly tags: readonly string[];
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly __inputs: readonly unknown[];
  readonly __requires: readonly { readonly type: string; readonly id: string; readonly version: string }[];
  readonly links: readonly { readonly url: string }[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly query: string | { query: string };
    }[];
  };
  readonly panels: readonly Panel[];
}

const of = (over: Parameters<typeof settingsOf>[0] = {}) => JSON.parse(renderDashboard(settingsOf(over))) as Dashboard;
const plain = of({ labels: { environment: 'production', job: 'taken', datasource: 'x' } });
const shownBy = (panels: readonly Panel[]) => panels.filter(({ type }) => type !== 'row');

describe('what Grafana asks of a dashboard that is imported', () => {
  test('names itself, and asks for no input', () => {
    expect(plain).toMatchObject({ id: null, uid: 'allswell-status-acme-example', title: 'Acme – status' });
    expect([plain.schemaVersion, plain.refresh, plain.__inputs]).toEqual([41, '30s', []]);
    expect(plain.tags).toContain('allswell');
    expect(plain.links.map(({ url }) => url)).toEqual([
      'https://status.acme.example/',
      'https://status.acme.example/monitoring',
    ]);
  });

  test.each([
    ['http://localhost:3000', 'allswell-localhost-3000'],
    ['https://acme.example/status/a b', 'allswell-acme-example-status-a-b'],
    [`https://${'a'.repeat(60)}.example`, 'allswell-aaaaaaaaaaaaaaaaaaaaaa-3f87d4ba'],
    [`https://${'a'.repeat(61)}.example`, 'allswell-aaaaaaaaaaaaaaaaaaaaaa-dcb3b391'],
  ])('has an identifier of at most 40 letters for %s', (url, uid) => {
    const dashboard = of({ url });
    expect(dashboard.uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
    expect(dashboard.uid).toBe(uid);
  });

  test.each([false, true])(
    'has panels with an id and a place of their own, within 24 columns (histogram: %s)',
    (histogram) => {
      const { panels } = of({ histogram });
      const ids = panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const taken = new Map<string, string>();
      for (const { title, gridPos } of panels) {
        const { x, y, w, h } = gridPos;
        expect(x >= 0 && w > 0 && x + w <= 24 && h > 0).toBe(true);
        for (let column = x; column < x + w; column++)
          for (let line = y; line < y + h; line++) {
            const place = `${column}/${line}`;
            expect([place, title, taken.get(place)]).toEqual([place, title, undefined]);
            taken.set(place, title);
          }
      }
      // Every row of the grid is full: nothing moves up when it is imported.
      const lines = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
      expect(taken.size).toBe(24 * lines);
    },
  );

  test('asks the chosen data source in every query', () => {
    const datasource = { type: 'prometheus', uid: '${datasource}' };
    for (const { title, datasource: own, targets = [] } of shownBy(plain.panels)) {
      expect([title, own]).toEqual([title, datasource]);
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const target of targets) {
        expect(target.datasource).toEqual(datasource);
        expect(target.range).toBe(!target.instant);
        expect(['time_series', 'table']).toContain(target.format);
      }
    }
    expect(plain.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
  });

  test('has a variable for whatever an expression leaves open, and uses each', () => {
    const names = plain.templating.list.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'job', 'instance', 'label_environment', 'label_datasource', 'check']);
    const used = new Set([...JSON.stringify(plain).matchAll(/\$\{?([a-z]\w*)/g)].map(([, name = '']) => name));
    expect([...used].sort()).toEqual([...names].sort());
    const own = new Set([...JSON.stringify(plain).matchAll(/\$\{?(__\w+)/g)].map(([, name = '']) => name));
    expect([...own].sort()).toEqual(['__all', '__data', '__field', '__range', '__rate_interval']);
  });

  test('tells which kinds of panels it needs', () => {
    const types = [...new Set(shownBy(plain.panels).map(({ type }) => type))].sort();
    expect(plain.__requires.filter(({ type }) => type === 'panel').map(({ id }) => id)).toEqual(types);
    expect(plain.__requires[0]).toMatchObject({ type: 'grafana', version: '10.0.0' });
  });

  test('has thresholds in order, from the lowest on', () => {
    const all = shownBy(plain.panels).flatMap(({ fieldConfig }) => fieldConfig?.defaults.thresholds ?? []);
    expect(all.length).toBeGreaterThan(10);
    for (const { mode, steps } of all) {
      expect([mode, steps[0]?.value]).toEqual(['absolute', null]);
      const values = steps.slice(1).map(({ value }) => Number(value));
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });

  test('calls states by words', () => {
    const timeline = plain.panels.find(({ type }) => type === 'state-timeline');
    const words = timeline?.fieldConfig?.defaults.mappings?.[0]?.options ?? {};
    expect(Object.fromEntries(Object.entries(words).map(([value, { text }]) => [value, text]))).toEqual({
      '-1': 'Unknown',
      0: 'Down',
      1: 'Degraded',
      2: 'Up',
      3: 'Maintenance',
      4: 'Paused',
    });
    expect(timeline?.fieldConfig?.defaults.links?.[0]?.url).toBe(
      'https://status.acme.example/checks/${__field.labels.check}',
    );
  });

  test('gives a unit, or says that there is none', () => {
    const units = plain.panels.flatMap(({ title, fieldConfig }) =>
      fieldConfig?.defaults.unit === undefined ? [] : [[title, fieldConfig.defaults.unit]],
    );
    expect(Object.fromEntries(units)).toMatchObject({
      'Response times': 's',
      'Uptime by window': 'percentunit',
      'Days left of certificates': 'd',
      Failing: 'short',
    });
  });
});

test('shows percentiles where there is a histogram to take them from, and asks for none elsewhere', () => {
  const titles = (histogram: boolean) => of({ histogram }).panels.map(({ title }) => title);
  expect(titles(true).filter((title) => !titles(false).includes(title))).toEqual(['Percentiles of response times']);
});

test('the columns of the table are those of its queries', () => {
  const table = plain.panels.find(({ type }) => type === 'table');
  const names = table?.fieldConfig?.overrides.map(({ matcher }) => matcher.options);
  expect(names).toEqual([
    ...['Check', 'State', 'Response time', 'Uptime 24h', 'Uptime 7d', 'Uptime 30d', 'Uptime 90d', 'Last run'],
    'Certificate',
  ]);
  expect(table?.targets?.every(({ format, instant }) => format === 'table' && instant)).toBe(true);
});

test.each(['health_check', 'django_health_check', 'x'])('every metric of %s that it asks for is served', (prefix) => {
  const snapshot = richSnapshot('token');
  const served = metricFamilies({ ...snapshot, metrics: { prefix, labels: {}, histogram: true } }).map(
    ({ name, type }) => `${name}${({ counter: '_total', histogram: '_bucket', gauge: '' } as const)[type]}`,
  );
  const text = JSON.stringify(of({ prefix, histogram: true }));
  const asked = [...text.matchAll(new RegExp(`\\b${prefix}_\\w+`, 'g'))].map(([name]) => name);
  expect(new Set(asked).size).toBeGreaterThan(12);
  expect([...new Set(asked)].filter((name) => !served.includes(name))).toEqual([]);
});
