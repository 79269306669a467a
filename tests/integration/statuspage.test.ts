import { Statuspage, type Component, type Incident, type ScheduledMaintenance } from 'statuspage.io';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace, startProgram, until, type Program } from './lifecycle/program.ts';
import { newEnding, startControlled, type ControlledServer } from './servers.ts';
import { ask, becomes, bearer } from './surfaces.ts';

const ADMIN = bearer('admin-of-this-test');
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const ending = newEnding();
let app: ControlledServer;
let program: Program;
let client: Statuspage;

beforeAll(async () => {
  app = await startControlled(ending.atEnd);
  const place = await newPlace({ ALLSWELL_ADMIN_TOKEN: 'admin-of-this-test' }, ending.atEnd);
  place.configure(`
site: { name: Acme, url: https://status.acme.example, timezone: Europe/Berlin }
defaults: { interval: 500ms, timeout: 1s }
groups: [{ id: front, name: Front }]
checks:
  - { id: web, name: Website, group: front, type: http, url: "http://127.0.0.1:${app.port}/web", description: What visitors see }
  - { id: api, name: API, type: http, url: "http://127.0.0.1:${app.port}/api" }
  - { id: hidden, name: Back office, type: http, url: "http://127.0.0.1:${app.port}/hidden", public: false }
`);
  program = await startProgram(place);
  client = new Statuspage('acme');
  client.setApiUrl(program.url);
});
afterAll(() => ending.end());

/** Writes as an administrator does; returns what was answered. */
async function write(path: string, body: unknown): Promise<{ id: string }> {
  const response = await fetch(program.url + path, {
    method: 'POST',
    headers: { ...ADMIN, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect([path, response.status < 300, text]).toEqual([path, true, text]);
  return JSON.parse(text) as { id: string };
}

const indicator = async () => (await client.api.getStatus()).status.indicator;
const becomesIndicated = (expected: string) => expect.poll(indicator, { interval: 50 }).toBe(expected);
const statuses = async () =>
  Object.fromEntries((await client.api.getComponents()).components.map(({ id, status }) => [id, status]));

/** Every public call of the client, and the two documents that it never asks for. */
async function everything() {
  const { api } = client;
  const [summary, status, components, incidents, unresolved, upcoming] = await Promise.all([
    api.getSummary(),
    api.getStatus(),
    api.getComponents(),
    api.incidents.getAll(),
    api.incidents.getUnresolved(),
    api.scheduledMaintenances.getUpcoming(),
  ]);
  // In this version of the client both of them ask for the upcoming ones.
  expect(await api.scheduledMaintenances.getActive()).toEqual(upcoming);
  expect(await api.scheduledMaintenances.getAll()).toEqual(upcoming);
  const document = async (name: string) =>
    JSON.parse((await ask(program, `/api/v2/${name}.json`)).body) as typeof upcoming;
  const [all, active] = [await document('scheduled-maintenances'), await document('scheduled-maintenances/active')];
  return { summary, status, components, incidents, unresolved, all, upcoming, active };
}

function holdsAsComponent(component: Component): void {
  expect(component).toMatchObject({
    id: expect.any(String) as unknown,
    name: expect.any(String) as unknown,
    created_at: expect.stringMatching(INSTANT) as unknown,
    updated_at: expect.stringMatching(INSTANT) as unknown,
    position: expect.any(Number) as unknown,
    showcase: expect.any(Boolean) as unknown,
    group: expect.any(Boolean) as unknown,
    only_show_if_degraded: false,
  });
  expect(component).toHaveProperty('description');
  expect(component).toHaveProperty('group_id');
  expect(component).toHaveProperty('start_date');
}

function holdsAsIncident(incident: Incident | ScheduledMaintenance, pageId: string): void {
  expect(incident.page_id).toBe(pageId);
  expect(incident.shortlink).toMatch(/^https:\/\/status\.acme\.example\/(incidents|maintenance)\//);
  for (const at of [incident.created_at, incident.updated_at]) expect(at).toMatch(INSTANT);
  for (const at of [incident.monitoring_at, incident.resolved_at]) if (at !== null) expect(at).toMatch(INSTANT);
  expect(incident.incident_updates.length).toBeGreaterThan(0);
  expect(incident.incident_updates[0]?.status).toBe(incident.status);
  for (const update of incident.incident_updates) {
    expect(update.incident_id).toBe(incident.id);
    for (const at of [update.created_at, update.updated_at, update.display_at]) expect(at).toMatch(INSTANT);
    expect(update).toMatchObject({ custom_tweet: null, tweet_id: null, deliver_notifications: false });
  }
}

/** What holds in every situation: the documents agree with each other and with the page. */
async function holds() {
  const told = await everything();
  const { summary, status, components, incidents, unresolved, all, upcoming, active } = told;
  const { page } = summary;
  expect(page).toMatchObject({ name: 'Acme', url: 'https://status.acme.example', time_zone: 'Europe/Berlin' });
  expect(page.id).toMatch(/^[0-9a-z]{12}$/);
  expect(page.updated_at).toMatch(INSTANT);
  for (const one of [status, components, incidents, unresolved, all, upcoming, active]) expect(one.page).toEqual(page);
  expect(summary.status).toEqual(status.status);
  expect(summary.components).toEqual(components.components);
  expect(summary.incidents).toEqual(unresolved.incidents);
  expect(summary.scheduled_maintenances).toEqual([
    ...active.scheduled_maintenances,
    ...upcoming.scheduled_maintenances,
  ]);
  for (const component of components.components) holdsAsComponent(component);
  expect(components.components.map(({ id }) => id)).toEqual(['group:front', 'web', 'api']);
  for (const notice of [...incidents.incidents, ...all.scheduled_maintenances]) holdsAsIncident(notice, page.id);
  expect(JSON.stringify(told)).not.toMatch(/hidden|Back office|127\.0\.0\.1/);
  return told;
}

describe('a client written for Statuspage', () => {
  test('all up', async () => {
    await Promise.all(['web', 'api'].map((id) => becomes(program, id, 'up', null, ADMIN)));
    const { status, components, incidents } = await holds();
    expect(status.status).toEqual({ indicator: 'none', description: 'All Systems Operational' });
    expect(components.components[0]).toMatchObject({
      name: 'Front',
      status: 'operational',
      group: true,
      components: ['web'],
    });
    expect(components.components[1]).toMatchObject({ description: 'What visitors see', group_id: 'group:front' });
    expect(incidents.incidents).toEqual([]);
  });

  test('one down', async () => {
    app.at('/web').status = 500;
    await becomesIndicated('critical');
    const { status, incidents } = await holds();
    expect(status.status.description).toBe('Major Service Outage');
    expect(await statuses()).toEqual({ 'group:front': 'major_outage', web: 'major_outage', api: 'operational' });
    // What was measured is told by the components: incidents are what people write.
    expect(incidents.incidents).toEqual([]);
    app.at('/web').status = 200;
    await becomesIndicated('none');
  });

  test('an incident, open and resolved', async () => {
    const { id } = await write('/api/incidents', {
      title: 'Payments fail',
      impact: 'major',
      checks: ['api'],
      body: 'We are *looking* into it.',
    });
    await becomesIndicated('major');
    const { status, unresolved } = await holds();
    expect(status.status.description).toBe('Partial System Outage');
    expect(await statuses()).toMatchObject({ web: 'operational', api: 'partial_outage' });
    expect(unresolved.incidents).toMatchObject([
      {
        id,
        name: 'Payments fail',
        status: 'investigating',
        impact: 'major',
        resolved_at: null,
        components: [{ id: 'api' }],
        incident_updates: [
          {
            body: 'We are *looking* into it.',
            affected_components: [
              { code: 'api', name: 'API', old_status: 'operational', new_status: 'partial_outage' },
            ],
          },
        ],
      },
    ]);

    await write(`/api/incidents/${id}/updates`, { status: 'monitoring', body: 'A fix is out.' });
    await expect.poll(async () => (await client.api.incidents.getUnresolved()).incidents[0]?.status).toBe('monitoring');
    expect((await holds()).unresolved.incidents[0]?.monitoring_at).toMatch(INSTANT);
    await write(`/api/incidents/${id}/updates`, { status: 'resolved', body: 'It is over.' });
    await becomesIndicated('none');
    const { incidents } = await holds();
    expect(incidents.incidents[0]).toMatchObject({ id, status: 'resolved' });
    expect(incidents.incidents[0]?.incident_updates.map((update) => update.status)).toEqual([
      'resolved',
      'monitoring',
      'investigating',
    ]);
    expect((await client.api.incidents.getUnresolved()).incidents).toEqual([]);
  });

  test('a maintenance, scheduled, in progress by time alone, and ended early', async () => {
    const startsAt = Date.now() + 3_000;
    const { id } = await write('/api/maintenance', {
      title: 'New switch',
      body: 'We move to a new switch.',
      checks: ['web'],
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + 60_000).toISOString(),
    });
    await expect
      .poll(async () =>
        (await client.api.scheduledMaintenances.getUpcoming()).scheduled_maintenances.map((one) => one.id),
      )
      .toEqual([id]);
    expect((await holds()).status.status.indicator).toBe('none');
    await becomesIndicated('maintenance');
    const { status, active } = await holds();
    expect(status.status.description).toBe('Service Under Maintenance');
    expect(await statuses()).toEqual({
      'group:front': 'under_maintenance',
      web: 'under_maintenance',
      api: 'operational',
    });
    expect(active.scheduled_maintenances).toMatchObject([
      {
        id,
        name: 'New switch',
        status: 'in_progress',
        impact: 'maintenance',
        scheduled_for: new Date(startsAt).toISOString(),
        scheduled_until: new Date(startsAt + 60_000).toISOString(),
        incident_updates: [{ status: 'in_progress' }, { status: 'scheduled', body: 'We move to a new switch.' }],
        components: [{ id: 'web' }],
      },
    ]);
    await write(`/api/maintenance/${id}/cancel`, {});
    await becomesIndicated('none');
    expect((await holds()).all.scheduled_maintenances[0]).toMatchObject({ id, status: 'completed' });
  });

  test('cannot subscribe here: feeds are for that', async () => {
    await expect(client.api.subscribers.getSubscription('any')).rejects.toMatchObject({ response: { status: 404 } });
  });
});

test('the documents are kept by revision, and only read', async () => {
  for (const path of ['summary', 'components', 'incidents/unresolved', 'scheduled-maintenances/active']) {
    const url = `${program.url}/api/v2/${path}.json`;
    await until(async () => {
      const first = await fetch(url);
      await first.arrayBuffer();
      const etag = first.headers.get('etag') ?? '';
      expect(first.headers.get('content-type')).toBe('application/json');
      const again = await fetch(url, { headers: { 'If-None-Match': etag } });
      await again.arrayBuffer();
      return again.status === 304;
    });
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(url, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    await post.arrayBuffer();
  }
});
