import { describe, expect, test } from 'vitest';
import { renderHealthJson } from '../../../lib/formats/health-json.ts';
import { formatOf } from '../../../lib/formats/registry.ts';
import type { Snapshot } from '../../../lib/model.ts';
import { emptySnapshot, richSnapshot } from './fixture.ts';

/** Clauses are those of draft-inadarei-api-health-check-06. */
interface Component {
  readonly componentId: string;
  readonly componentType: string;
  readonly observedValue?: unknown;
  readonly observedUnit?: string;
  readonly status?: string;
  readonly time?: string;
  readonly output?: string;
  readonly links?: Readonly<Record<string, string>>;
}
interface Health {
  readonly status: string;
  readonly output?: string;
  readonly notes: readonly string[];
  readonly checks: Readonly<Record<string, readonly Component[]>>;
  readonly links: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const read = (snapshot: Snapshot) => JSON.parse(renderHealthJson(snapshot)) as Health;
const snapshots = { public: richSnapshot('public'), token: richSnapshot('token'), empty: emptySnapshot() };
const components = (snapshot: Snapshot) => Object.entries(read(snapshot).checks);

describe('3, the whole', () => {
  test.each(['pass', 'warn', 'fail'] as const)('3.1: the status is %s', (overall) =>
    expect(read({ ...snapshots.public, overall }).status).toBe(overall),
  );

  test('3.1: a failing status goes with a failing HTTP status', () =>
    expect(formatOf('health+json')).toMatchObject({ failsWith503: true, contentType: 'application/health+json' }));

  test('3.2 to 3.9: has no member that the draft does not know', () => {
    const known = ['status', 'version', 'releaseId', 'notes', 'output', 'checks', 'links', 'serviceId', 'description'];
    for (const snapshot of Object.values(snapshots))
      for (const member of Object.keys(read(snapshot))) expect(known).toContain(member);
  });

  test('3.4 and 3.5: the state in words is a note, and the output unless all is well', () => {
    const { notes, output } = read({ ...snapshots.public, overall: 'fail', description: 'API is down' });
    expect([notes, output]).toEqual([['API is down'], 'API is down']);
    expect(read({ ...snapshots.public, overall: 'pass' })).not.toHaveProperty('output');
  });

  test('3.9: the description is of the service', () => {
    expect(read(snapshots.public)['description']).toBe('Acme');
    const site = { ...snapshots.public.site, description: 'All of Acme' };
    expect(read({ ...snapshots.public, site })['description']).toBe('All of Acme');
  });
});

describe('4, the checks', () => {
  const all = Object.values(snapshots).flatMap(components);

  test('have a key of two names with one colon, and a list of at least one', () => {
    expect(all.length).toBeGreaterThan(5);
    for (const [key, list] of all) {
      expect(key).toMatch(/^[^:]+:responseTime$/);
      expect(list.length).toBeGreaterThan(0);
    }
  });

  test('have no member that the draft does not know', () => {
    const known = ['componentId', 'componentType', 'observedValue', 'observedUnit', 'status'];
    known.push('affectedEndpoints', 'time', 'output', 'links');
    for (const [, list] of all)
      for (const component of list) for (const member of Object.keys(component)) expect(known).toContain(member);
  });

  test('have a type of the three, a unit where there is a value, and a time in ISO 8601', () => {
    for (const [, list] of all)
      for (const { componentType, observedValue, observedUnit, status, time } of list) {
        expect(['component', 'datastore', 'system']).toContain(componentType);
        expect(observedUnit).toBe(observedValue === undefined ? undefined : 's');
        expect(['pass', 'warn', 'fail', undefined]).toContain(status);
        if (time !== undefined) expect(new Date(time).toISOString()).toBe(time);
      }
  });

  test('omit the output while they pass, and say why else', () => {
    for (const [, list] of all)
      for (const { status, output } of list)
        expect(output === undefined).toBe(status === 'pass' || status === undefined);
  });

  test('say nothing of a state that nobody asked for', () => {
    const paused = read(snapshots.public).checks['paused:responseTime']?.[0];
    expect(paused).toMatchObject({ componentId: 'paused' });
    expect(paused).not.toHaveProperty('status');
  });

  test('link to where more is told, unless the public is not to know of it', () => {
    const { links, checks } = read(snapshots.token);
    expect(links).toEqual({ about: 'https://status.acme.example' });
    expect(checks['website:responseTime']?.[0]?.links).toEqual({
      about: 'https://status.acme.example/checks/website',
    });
    expect(checks['secret:responseTime']?.[0]).not.toHaveProperty('links');
  });

  test('that are private are only there for a token, with what only it may read', () => {
    expect(renderHealthJson(snapshots.public)).not.toMatch(/secret|10\.0\.0\.7/);
    expect(renderHealthJson(snapshots.token)).toContain('10.0.0.7');
  });
});
