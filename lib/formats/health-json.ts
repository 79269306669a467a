import { CODES, iso, type CheckView, type Overall, type Site, type Snapshot, type State } from '../model.ts';
import { seconds } from './decimal.ts';

/** The draft knows three statuses; what is paused has none. */
const STATUS: Readonly<Record<State, Overall | null>> = {
  up: 'pass',
  degraded: 'warn',
  down: 'fail',
  unknown: 'warn',
  paused: null,
};

/** The draft's own component types; anything else is a `component`. */
const COMPONENT_TYPES: Readonly<Record<string, string>> = {
  database: 'datastore',
  storage: 'datastore',
  disk: 'system',
  memory: 'system',
};

/** `application/health+json`, draft-inadarei-api-health-check-06: one measurement a check, its response time. */
export function renderHealthJson(snapshot: Snapshot): string {
  const { overall, version, instance, site, description } = snapshot;
  return `${JSON.stringify({
    status: overall,
    version,
    serviceId: instance.id,
    // The draft's is of the service; how things are is a note, and what is wrong the output.
    description: site.description ?? site.name,
    notes: [description],
    ...(overall === 'pass' ? {} : { output: description }),
    checks: Object.fromEntries(snapshot.checks.map((check) => [`${check.id}:responseTime`, [component(check, site)]])),
    links: { about: site.url },
  })}\n`;
}

function component(check: CheckView, site: Site): Record<string, unknown> {
  const status = STATUS[check.state];
  const output = status === 'fail' || status === 'warn' ? outputOf(check) : null;
  return {
    componentId: check.id,
    componentType: COMPONENT_TYPES[check.type] ?? 'component',
    ...(check.responseTime === null ? {} : { observedValue: seconds(check.responseTime), observedUnit: 's' }),
    ...(status === null ? {} : { status }),
    ...(check.lastRunAt === null ? {} : { time: iso(check.lastRunAt) }),
    ...(output === null ? {} : { output }),
    // The pages show public checks only.
    ...(check.public ? { links: { about: `${site.url}/checks/${check.id}` } } : {}),
  };
}

function outputOf(check: CheckView): string | null {
  return check.message ?? (check.code === null ? null : CODES[check.code].text);
}
