import './secrets.ts';
import { beforeEach, expect, test } from 'vitest';
import * as dashboard from '../../../app/monitoring/grafana-dashboard.json/route.ts';
import * as dashboards from '../../../app/monitoring/grafana-dashboards.yml/route.ts';
import * as datasource from '../../../app/monitoring/grafana-datasource.yml/route.ts';
import * as rules from '../../../app/monitoring/prometheus-rules.yml/route.ts';
import * as scrape from '../../../app/monitoring/prometheus.yml/route.ts';
import { provideFixedStatus } from './fixed-status.ts';

let source = provideFixedStatus();
beforeEach(() => {
  source = provideFixedStatus();
});

const ROUTES = [
  ['grafana-dashboard.json', dashboard, 'application/json'],
  ['grafana-dashboards.yml', dashboards, 'application/yaml'],
  ['grafana-datasource.yml', datasource, 'application/yaml'],
  ['prometheus-rules.yml', rules, 'application/yaml'],
  ['prometheus.yml', scrape, 'application/yaml'],
] as const;

test.each(ROUTES)('/monitoring/%s is a file to be saved, and kept by revision', async (name, route, type) => {
  const response = route.GET(new Request(`http://localhost/monitoring/${name}?x=1`));
  expect([response.status, Object.fromEntries(response.headers)]).toEqual([
    200,
    {
      'cache-control': 'no-cache',
      'content-disposition': `attachment; filename="${name}"`,
      'content-type': type,
      'x-allswell-cache': 'revision',
    },
  ]);
  const text = await response.text();
  expect(text).toContain('status.acme.example');
  // Nothing of what is checked is in it, private or not.
  for (const word of ['website', 'Website', 'secret', 'Back office', 'sudo']) expect(text).not.toContain(word);
});

test.each(ROUTES)('/monitoring/%s is only read', (name, route) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const response = route[method](new Request(`http://localhost/monitoring/${name}`, { method }));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  }
  source.started = false;
  const response = route.GET(new Request(`http://localhost/monitoring/${name}`));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
});

test('the files are made for the prefix', async () => {
  for (const route of [dashboard, rules]) {
    const text = await route.GET(new Request('http://localhost/')).text();
    expect(text).toContain('django_health_check_status');
    expect(text).not.toMatch(/[^_]health_check_status/);
  }
});
