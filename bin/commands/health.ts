import { readEnvironment, type Environment } from '../../lib/env/environment.ts';
import { OVERALL, type Overall } from '../../lib/model.ts';
import { EXIT } from '../exit-code.ts';
import { formatTable } from '../table.ts';

const TIMEOUT = 10_000;

interface Health {
  readonly status: Overall;
  readonly description: string;
  readonly checks: readonly {
    readonly id: string;
    readonly state: string;
    readonly responseTimeSeconds: number | null;
    readonly message: string | null;
  }[];
}

/** Asks a running server how things are: 0 when it passes or warns, 1 when it fails, 2 when there is none. */
export async function healthCommand(url: string | undefined): Promise<number> {
  const environment = readEnvironment();
  const base = url ?? ownAddress(environment);
  // The admin token is for this machine's own server, not for whatever is asked.
  const outcome = await ask(base, url === undefined ? environment : { ...environment, adminToken: null });
  if (typeof outcome === 'string') {
    process.stderr.write(`${base}: ${outcome}\n`);
    return EXIT.usage;
  }
  process.stdout.write(`${outcome.status}: ${outcome.description}\n`);
  const rows = outcome.checks.map(({ state, id, responseTimeSeconds, message }) => [
    state,
    id,
    responseTimeSeconds === null ? '' : `${Math.round(responseTimeSeconds * 1_000)} ms`,
    message ?? '',
  ]);
  process.stdout.write(formatTable(rows));
  return outcome.status === 'fail' ? EXIT.failed : EXIT.healthy;
}

/** Where the server of this environment listens, as it is reached from here. */
function ownAddress({ host, port }: Environment): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What the server says, or why there is nothing. */
async function ask(base: string, environment: Environment): Promise<Health | string> {
  try {
    const address = new URL('/api/health?format=json', base);
    const response = await fetch(address, {
      headers: authorization(environment),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.status === 401) return 'the server wants a token: set ALLSWELL_METRICS_TOKEN';
    const body: unknown = await response.json();
    return isHealth(body) ? body : 'what answers there is not Allswell';
  } catch (error) {
    if (error instanceof SyntaxError) return 'what answers there is not Allswell';
    if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${TIMEOUT / 1_000} s`;
    if (error instanceof TypeError && error.message === 'Invalid URL') return 'is no URL';
    const cause = error instanceof Error ? error.cause : undefined;
    return `no connection (${cause instanceof Error ? cause.message : String(error)})`;
  }
}

function authorization({ metricsToken, metricsUsername, metricsPassword, adminToken }: Environment): HeadersInit {
  const token = metricsToken ?? (metricsPassword === null ? adminToken : null);
  if (token !== null) return { authorization: `Bearer ${token}` };
  if (metricsUsername === null || metricsPassword === null) return {};
  return { authorization: `Basic ${Buffer.from(`${metricsUsername}:${metricsPassword}`).toString('base64')}` };
}

function isHealth(body: unknown): body is Health {
  if (typeof body !== 'object' || body === null) return false;
  const { status, description, checks } = body as Partial<Health>;
  return OVERALL.some((name) => name === status) && typeof description === 'string' && Array.isArray(checks);
}
