/** A request, and the status that it is answered with. */
export interface Example {
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What there is to name. */
export interface Sown {
  readonly incident: string;
  readonly update: string;
  readonly maintenance: string;
}

interface Operation {
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

const hour = 3_600_000;
const later = (ms: number) => new Date(Date.now() + ms).toISOString();
let keys = 0;

/**
 * What a test asks of an operation: what it does when all is well, and every refusal that its description tells of and
 * that a request alone can bring about. Null where nothing is known of the operation.
 */
export function examplesOf(
  name: string,
  operation: Operation,
  sown: Sown,
  admin: Readonly<Record<string, string>>,
): readonly Example[] | null {
  const good = goodOnes(sown)[name];
  const [first] = good ?? [];
  if (good === undefined || first === undefined) return null;
  const told = (status: number) => String(status) in operation.responses;
  const isAdmin = operation.security.every((one) => 'adminToken' in one) && operation.security.length > 0;
  const wantsCredential = isAdmin || told(401);
  const headers = { ...first.headers, ...(wantsCredential ? admin : {}) };
  const valid: Example = { ...first, headers };
  const body = operation.requestBody === undefined ? undefined : (first.body ?? {});
  const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query');
  const withQuery = (query: string) => valid.url + (valid.url.includes('?') ? '&' : '?') + query;
  const refusals: Example[] = [];
  if (told(401)) refusals.push({ ...valid, headers: { authorization: 'Bearer wrong' }, status: 401 });
  if (told(404) && name !== 'GET /api/health') refusals.push({ ...valid, url: nowhere(name, valid.url), status: 404 });
  if (told(406))
    refusals.push({
      ...valid,
      url: valid.url.replace(/\?.*/, ''),
      headers: { ...headers, accept: 'image/png' },
      status: 406,
    });
  const limited = parameters.find(
    ({ schema }) => 'enum' in schema || ('items' in schema && 'enum' in (schema.items as object)),
  );
  if (told(400) && body === undefined && limited !== undefined)
    refusals.push({ ...valid, url: withQuery(`${limited.name}=nothing-such`), status: 400 });
  if (told(400) && body !== undefined) refusals.push({ ...valid, body: '{', status: 400 });
  else if (told(400) && isAdmin)
    refusals.push({ ...valid, headers: { ...headers, 'idempotency-key': '"' }, status: 400 });
  if (told(412)) refusals.push({ ...valid, headers: { ...headers, 'if-match': '"999"' }, status: 412 });
  if (told(413) && body !== undefined)
    refusals.push({ ...valid, body: JSON.stringify({ body: 'a'.repeat(262_144) }), status: 413 });
  if (told(415)) {
    const typed = { ...headers, 'content-type': 'text/plain' };
    refusals.push({ ...valid, headers: typed, body: '{}', status: 415 });
  }
  if (told(422) && body !== undefined) {
    refusals.push({ ...valid, body: { nothing: 'such' }, status: 422 });
  }
  const done: Example[] = [];
  if (told(422) && body === undefined) {
    // One that makes it go away, and another request by the same key.
    keys += 1;
    const named = { ...headers, 'idempotency-key': `"${name} ${keys}"` };
    done.push({ ...valid, headers: named });
    refusals.push({ ...valid, headers: { ...named, 'if-match': '*' }, status: 422 });
    return [...refusals.slice(0, -1), ...done, ...refusals.slice(-1)];
  }
  return [
    ...refusals,
    ...good.map((one) => ({ ...one, headers: { ...one.headers, ...(wantsCredential ? admin : {}) } })),
  ];
}

/** The same of what there is not. */
function nowhere(name: string, url: string): string {
  if (name.includes('{updateId}')) return url.replace(/[^/]+$/, 'nope');
  if (/\{id\}/.test(name)) {
    const before = name.replace(/^\w+ /, '').split('/').indexOf('{id}');
    return url
      .split('/')
      .map((part, index) => (index === before ? 'nope' : part))
      .join('/');
  }
  if (name.includes('/brand/')) return '/brand/nope';
  if (name.includes('/badge/')) return url.replace(/\/badge\/\w+\./, '/badge/nope.');
  return `${url}${url.includes('?') ? '&' : '?'}check=nope`;
}

const get = (...urls: string[]): Example[] => urls.map((url) => ({ url, status: 200 }));
const badge = (path: string) => get(`/badge/${path}`, `/badge/${path}?window=7d&label=x&style=flat-square&color=0a0`);
const feed = (path: string) => get(path, `${path}?check=memory&only=incidents&only=outages`);

function goodOnes({ incident, update, maintenance }: Sown): Readonly<Record<string, readonly Example[]>> {
  const health = (path: string): Example[] => [
    ...get(
      ...['json', 'prometheus', 'openmetrics', 'text', 'atom', 'rss', 'html'].map((one) => `${path}?format=${one}`),
    ),
    { url: path, status: 200, headers: { accept: 'application/health+json' } },
    { url: `${path}?fresh=true`, status: 200 },
  ];
  const window = { title: 'Upgrade', body: 'b', startsAt: later(hour), endsAt: later(2 * hour), checks: ['memory'] };
  const history = '/api/checks/memory/history';
  return {
    'GET /api/health': [...health('/api/health'), { url: '/api/health?check=nope', status: 404 }],
    'GET /api/health/{id}': health('/api/health/memory'),
    'GET /api/checks/{id}/history': get(history, `${history}?range=1y`, `${history}?range=1h&format=csv`),
    'POST /api/checks/{id}/run': [
      { url: '/api/checks/memory/run', status: 200 },
      { url: '/api/checks/still/run', status: 409 },
    ],
    'POST /api/checks/{id}/push': [
      {
        url: '/api/checks/pushed/push',
        status: 200,
        body: { state: 'degraded', message: 'm', responseTimeSeconds: 0.5 },
      },
      { url: '/api/checks/pushed/push?state=up', status: 200 },
      { url: '/api/checks/memory/push', status: 409, body: { state: 'up' } },
    ],
    'POST /api/hooks/alertmanager': [
      {
        url: '/api/hooks/alertmanager',
        status: 200,
        body: {
          version: '4',
          groupKey: '{}:{alertname="a"}',
          status: 'firing',
          receiver: 'allswell',
          alerts: [
            {
              status: 'firing',
              labels: { alertname: 'Down', allswell_check: 'pushed' },
              annotations: { summary: 's' },
              startsAt: later(-hour),
              endsAt: '0001-01-01T00:00:00Z',
              fingerprint: 'f1',
            },
          ],
        },
      },
    ],
    'GET /api/incidents': get(
      '/api/incidents',
      '/api/incidents?status=open&check=memory&group=hosts&limit=1',
      '/api/incidents?status=resolved',
    ),
    'POST /api/incidents': [
      { url: '/api/incidents', status: 201, body: { title: 'T', body: 'b', checks: ['memory'], impact: 'major' } },
    ],
    'GET /api/incidents/{id}': get(`/api/incidents/${incident}`),
    'PATCH /api/incidents/{id}': [{ url: `/api/incidents/${incident}`, status: 200, body: { title: 'Slower' } }],
    'DELETE /api/incidents/{id}': [{ url: `/api/incidents/${incident}`, status: 204 }],
    'POST /api/incidents/{id}/updates': [
      { url: `/api/incidents/${incident}/updates`, status: 201, body: { status: 'resolved', body: 'All is well.' } },
    ],
    'GET /api/incidents/{id}/updates/{updateId}': get(`/api/incidents/${incident}/updates/${update}`),
    'PATCH /api/incidents/{id}/updates/{updateId}': [
      { url: `/api/incidents/${incident}/updates/${update}`, status: 200, body: { body: 'Said **otherwise**.' } },
    ],
    'GET /api/incidents/{id}/edits': get(`/api/incidents/${incident}/edits`),
    'GET /api/maintenance': get('/api/maintenance', '/api/maintenance?status=scheduled&group=hosts&limit=1'),
    'POST /api/maintenance': [
      { url: '/api/maintenance', status: 201, body: { ...window, rrule: 'FREQ=DAILY', timezone: 'Europe/Berlin' } },
    ],
    'GET /api/maintenance/{id}': get(`/api/maintenance/${maintenance}`),
    'PATCH /api/maintenance/{id}': [{ url: `/api/maintenance/${maintenance}`, status: 200, body: { title: 'Later' } }],
    'DELETE /api/maintenance/{id}': [{ url: `/api/maintenance/${maintenance}`, status: 204 }],
    'POST /api/maintenance/{id}/updates': [
      { url: `/api/maintenance/${maintenance}/updates`, status: 201, body: { body: 'It will begin.' } },
    ],
    'POST /api/maintenance/{id}/cancel': [{ url: `/api/maintenance/${maintenance}/cancel`, status: 200, body: {} }],
    'GET /feed.atom': feed('/feed.atom'),
    'GET /feed.rss': feed('/feed.rss'),
    'GET /feed.json': feed('/feed.json'),
    'GET /history.atom': feed('/history.atom'),
    'GET /history.rss': feed('/history.rss'),
    'GET /history.json': feed('/history.json'),
    ...Object.fromEntries(
      [
        ...['summary', 'status', 'components', 'incidents', 'incidents/unresolved', 'scheduled-maintenances'],
        ...['scheduled-maintenances/upcoming', 'scheduled-maintenances/active'],
      ].map((one) => [`GET /api/v2/${one}.json`, get(`/api/v2/${one}.json`)]),
    ),
    'GET /badge/{kind}.svg': badge('status.svg'),
    'GET /badge/{kind}.json': badge('uptime.json'),
    'GET /badge/{id}/{kind}.svg': badge('memory/response-time.svg'),
    'GET /badge/{id}/{kind}.json': badge('memory/status.json'),
    'GET /badge/group/{id}/{kind}.svg': badge('group/hosts/uptime.svg'),
    'GET /badge/group/{id}/{kind}.json': badge('group/hosts/certificate.json'),
    'GET /og.png': get('/og.png', '/og.png?check=memory&lang=ar'),
    'GET /embed': get('/embed', '/embed?group=hosts&theme=dark&lang=ja'),
    'GET /brand/{name}': get('/brand/style.css'),
    'GET /robots.txt': get('/robots.txt'),
    'GET /sitemap.xml': get('/sitemap.xml'),
    'GET /manifest.webmanifest': get('/manifest.webmanifest'),
    'GET /metrics': [
      ...get('/metrics', '/metrics?format=openmetrics'),
      { url: '/metrics', status: 200, headers: { accept: 'application/openmetrics-text' } },
    ],
    ...Object.fromEntries(
      [
        ...['prometheus.yml', 'prometheus-rules.yml', 'grafana-dashboard.json'],
        ...['grafana-datasource.yml', 'grafana-dashboards.yml'],
      ].map((one) => [`GET /monitoring/${one}`, get(`/monitoring/${one}`)]),
    ),
    'GET /livez': get('/livez'),
    'GET /healthz': get('/healthz'),
    'GET /-/healthy': get('/-/healthy'),
    'GET /readyz': get('/readyz', '/readyz?verbose'),
    'GET /-/ready': get('/-/ready?verbose'),
    'GET /live': get('/live'),
    'GET /openapi.json': get('/openapi.json'),
    'GET /config.schema.json': get('/config.schema.json'),
  };
}
