import type { Variables } from './environment.ts';

/**
 * All that the web process may know of the environment. The credentials of checks come from other variables, so
 * that a break-in on the public side finds none.
 */
const ALLOWED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TZ',
  'LANG',
  'LC_ALL',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'PORT',
  'HOST',
  'DATABASE_URL',
  'ALLSWELL_METRICS_TOKEN',
  'ALLSWELL_METRICS_TOKEN_FILE',
  'ALLSWELL_METRICS_USERNAME',
  'ALLSWELL_METRICS_USERNAME_FILE',
  'ALLSWELL_METRICS_PASSWORD',
  'ALLSWELL_METRICS_PASSWORD_FILE',
  'ALLSWELL_ADMIN_TOKEN',
  'ALLSWELL_ADMIN_TOKEN_FILE',
] as const;

/** The environment to start the web process with: the allowed variables that are set, and Next's telemetry off. */
export function webEnvironment(env: Variables = process.env): Record<string, string> {
  const allowed: Record<string, string> = { NEXT_TELEMETRY_DISABLED: '1' };
  for (const name of ALLOWED) {
    const value = env[name];
    if (value !== undefined) allowed[name] = value;
  }
  return allowed;
}
