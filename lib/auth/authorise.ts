import { createHash, timingSafeEqual } from 'node:crypto';
import type { Audience } from '../model.ts';
import { presentedIn, type Presented } from './credentials.ts';

/** What a handler is about to do: show what all may see, show metrics, or write. */
export type Want = 'public' | 'metrics' | 'admin';

/** The secrets that are configured; null where there is none. */
export interface Secrets {
  readonly metricsToken: string | null;
  readonly metricsUsername: string | null;
  readonly metricsPassword: string | null;
  readonly adminToken: string | null;
}

/** The request may go on, for this audience. */
export interface Grant {
  readonly audience: Audience;
  readonly admin: boolean;
}

/** The request ends here. `challenge` is the value of WWW-Authenticate of a 401. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly title: string;
  readonly detail: string;
  readonly challenge: string | null;
}

/**
 * Decides who asks and whether they may. The one place of it: every handler calls it.
 *
 * - `public`: always granted; a valid credential widens the audience, any other is ignored.
 * - `metrics`: needs a metrics credential or the admin's where a metrics credential is configured; elsewhere a
 *   credential of a configured scheme must still be right.
 * - `admin`: needs the admin token; 403 where none is configured.
 */
export function authorise(headers: Headers, want: Want, secrets: Secrets): Grant | Refusal {
  const presented = presentedIn(headers.get('authorization'));
  const admin = presented?.scheme === 'bearer' && isSame(presented.token, secrets.adminToken);
  const token = admin || isMetricsCredential(presented, secrets);
  const granted: Grant = { audience: token ? 'token' : 'public', admin };

  if (want === 'public') return granted;
  if (want === 'admin') {
    if (secrets.adminToken === null)
      return {
        status: 403,
        title: 'Forbidden',
        detail: 'writing over HTTP is off: no admin token is configured',
        challenge: null,
      };
    return admin ? granted : unauthorised('the admin token is needed', presented, 'Bearer realm="Allswell"');
  }
  const required = isAnySet(secrets.metricsToken, secrets.metricsUsername, secrets.metricsPassword);
  const wrong = presented !== null && isConfigured(presented.scheme, secrets);
  if (token || (!required && !wrong)) return granted;
  return unauthorised('a metrics credential is needed', presented, challengesOf(secrets));
}

/** Whether any answer depends on Authorization. */
export function isAnySecretSet(secrets: Secrets): boolean {
  return isAnySet(secrets.metricsToken, secrets.metricsUsername, secrets.metricsPassword, secrets.adminToken);
}

function isMetricsCredential(presented: Presented | null, secrets: Secrets): boolean {
  if (presented === null) return false;
  if (presented.scheme === 'bearer') return isSame(presented.token, secrets.metricsToken);
  // Both are compared whatever the first says, so that time does not tell which one was wrong.
  const username = isSame(presented.username, secrets.metricsUsername);
  const password = isSame(presented.password, secrets.metricsPassword);
  return username && password;
}

/** Whether a credential of this scheme is for us: where no Basic is configured, a proxy's own may reach us. */
function isConfigured(scheme: Presented['scheme'], secrets: Secrets): boolean {
  return scheme === 'bearer'
    ? isAnySet(secrets.metricsToken, secrets.adminToken)
    : isAnySet(secrets.metricsUsername, secrets.metricsPassword);
}

function challengesOf(secrets: Secrets): string {
  const basic = isConfigured('basic', secrets) ? ['Basic realm="Allswell", charset="UTF-8"'] : [];
  const bearer = isConfigured('bearer', secrets) ? ['Bearer realm="Allswell"'] : [];
  return [...bearer, ...basic].join(', ');
}

function unauthorised(needed: string, presented: Presented | null, challenge: string): Refusal {
  const detail = presented === null ? needed : `${needed}, and the one given is not valid`;
  return { status: 401, title: 'Unauthorized', detail, challenge };
}

/** Compares digests: equal lengths, and a time that tells nothing about the secret. */
function isSame(given: Buffer, secret: string | null): boolean {
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
  const same = timingSafeEqual(digest(given), digest(Buffer.from(secret ?? '', 'utf8')));
  return same && isAnySet(secret);
}

function isAnySet(...secrets: readonly (string | null)[]): boolean {
  return secrets.some((secret) => secret !== null && secret !== '');
}
