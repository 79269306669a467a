import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { anyCheck, configFile } from '../../../lib/config/schema.ts';
import { metricFamilies } from '../../../lib/formats/metric-families.ts';
import { writePrometheus } from '../../../lib/formats/exposition.ts';
import { richSnapshot } from '../formats/fixture.ts';
import { firstColumns, pageAt, partOf } from './pages.ts';

const configuration = pageAt('docs/configuration.md');

/** The keys of a mapping within the schema of the file. */
function keysAt(...path: string[]): string[] {
  interface Schema {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
  }
  const whole = z.toJSONSchema(configFile, { io: 'input' }) as Schema;
  const at = path.reduce<Schema | undefined>((schema, step) => schema?.properties?.[step], whole);
  return Object.keys((at?.items ?? at)?.properties ?? {}).sort();
}

describe('docs/configuration.md', () => {
  test('has a part for each key of the file', () => {
    const parts = [...partOf(configuration, '## Keys').matchAll(/^### `(\w+)`$/gm)].map(([, key = '']) => key);
    expect(parts.sort()).toEqual(keysAt());
  });

  test.each(['site', 'metrics', 'feeds', 'defaults', 'retention', 'uptime', 'groups'])(
    'tells every key of %s',
    (part) => {
      expect(firstColumns(partOf(configuration, `### \`${part}\``)).sort()).toEqual(keysAt(part));
    },
  );

  test('tells every key that all checks have', () => {
    const told = firstColumns(partOf(configuration, '### `checks`')).filter((key) => key !== 'type');
    expect(told.sort()).toEqual(Object.keys(anyCheck.shape).sort());
  });

  test('tells the defaults that are', () => {
    const { site, metrics, defaults, retention } = configFile.parse({});
    const told = (part: string, key: string) =>
      new RegExp(`^\\| \`${key}\` \\| \`([^\`]*)\``, 'm').exec(partOf(configuration, `### \`${part}\``))?.[1];
    expect([told('site', 'name'), told('site', 'timezone'), told('metrics', 'prefix')]).toEqual([
      site.name,
      site.timezone,
      metrics.prefix,
    ]);
    const written = {
      interval: told('defaults', 'interval'),
      timeout: told('defaults', 'timeout'),
      retries: told('defaults', 'retries'),
      failureThreshold: told('defaults', 'failureThreshold'),
      successThreshold: told('defaults', 'successThreshold'),
    };
    const kept = {
      results: told('retention', 'results'),
      fiveMinutes: told('retention', 'fiveMinutes'),
      hours: told('retention', 'hours'),
    };
    expect(configFile.parse({ defaults: written, retention: kept })).toMatchObject({ defaults, retention });
  });
});

describe('docs/metrics.md', () => {
  const page = pageAt('docs/metrics.md');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*) \|/gm)].map(([, name, type, labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).sort(),
  }));

  test('tells every metric with its type and labels, and no other', () => {
    const snapshot = richSnapshot('token');
    const metrics = { prefix: 'health_check', labels: {}, histogram: true };
    const families = metricFamilies({ ...snapshot, metrics });
    const served = families.map(({ name, type, samples }) => ({
      name: type === 'counter' ? `${name}_total` : name,
      type,
      labels: Object.keys(samples[0]?.labels ?? {}).sort(),
    }));
    // The fixture has a sample of each, or there would be no label to compare.
    expect(families.filter((family) => family.samples.length === 0)).toEqual([]);
    expect(rows).toEqual(served);
    const names = [...writePrometheus(families, {}).matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    expect(rows.map(({ name }) => name)).toEqual(names);
  });
});
