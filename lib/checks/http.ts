import { readFile } from 'node:fs/promises';
import { version } from '../../package.json';
import type { Details } from '../model.ts';
import type { CheckType, ProbeContext, ProbeOutcome } from './check.ts';
import type { Learnt } from './connection.ts';
import { failed } from './errors.ts';
import { evaluate, isWantedStatus, wantsRedirect } from './http-evaluate.ts';
import { exchange } from './http-exchange.ts';
import { httpOptions, isPem, isReadablePem, type HttpOptions } from './http-options.ts';
import { isHarmless, type HttpRequest } from './redirect.ts';
import { redactText } from './redact.ts';
import { asSlowAfter } from './thresholds.ts';
import { untilAborted } from './until-aborted.ts';

/** Requests a URL and judges the answer. */
export const http: CheckType<typeof httpOptions> = {
  type: 'http',
  summary: 'Requests a URL and judges the answer.',
  options: httpOptions,
  probe,
  slowAfter: ({ expect }) => asSlowAfter(expect?.responseTime),
  conflicts: ({ method, expect }) =>
    method === 'HEAD' && (expect?.body !== undefined || expect?.json !== undefined)
      ? [{ path: ['method'], message: 'must not be HEAD when something is expected of the body' }]
      : [],
};

/** What is the same in every run of a check: made once, and gone with its options. */
const firstRequests = new WeakMap<HttpOptions, HttpRequest>();

async function probe(options: HttpOptions, context: ProbeContext): Promise<ProbeOutcome> {
  const { signal, wallClock } = context;
  const { followRedirects, expect = {} } = options;
  let request = firstRequests.get(options);
  if (request === undefined) firstRequests.set(options, (request = requestOf(options)));
  const learnt: Learnt = {};
  const verify = options.tls?.verify ?? true;
  const ca = options.tls?.ca;
  const tls = ca === undefined ? { verify } : { verify, ca: await authority(ca, signal) };
  try {
    const isLast = (status: number) => wantsRedirect(expect.status) && isWantedStatus(status, expect.status);
    const answer = await exchange(request, { followRedirects, isLast, tls, learnt }, context);
    const { responseTime, phases } = answer;
    const finding = evaluate(answer, expect, learnt.certificateExpiresAt, wallClock());
    const details: Details = { phases, ...learnt };
    if (finding === null) return { verdict: 'up', responseTime, details };
    const { verdict, code } = finding;
    return {
      verdict,
      code,
      responseTime,
      details: { ...details, raw: redactText(finding.raw, secretsOf(options, request)) },
    };
  } catch (error) {
    signal.throwIfAborted();
    const outcome = failed(error, secretsOf(options, request));
    return { ...outcome, details: { ...learnt, ...outcome.details } };
  }
}

/** The first request: the options' headers over ours, and the URL's credentials as Basic authorization. */
function requestOf(options: HttpOptions): HttpRequest {
  const url = new URL(options.url);
  const headers: Record<string, string> = {
    'user-agent': `Allswell/${version}`,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
  };
  if (url.username !== '' || url.password !== '') headers['authorization'] = basic(url);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
  url.username = '';
  url.password = '';
  return { url, method: options.method, headers, body: options.body ?? null };
}

function basic({ username, password }: URL): string {
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** A part of a URL without its percent encoding, or as it is where that is broken. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** All that no text may show: credentials, header values, the body, the values of the query. */
function secretsOf(options: HttpOptions, request: HttpRequest): string[] {
  const { username, password } = new URL(options.url);
  const secrets = [username, password, decoded(username), decoded(password), request.body ?? ''];
  secrets.push(...request.url.searchParams.values());
  for (const [name, value] of Object.entries(request.headers)) {
    if (isHarmless(name) || name === 'host') continue;
    secrets.push(value);
    const encoded = /^basic\s+(\S+)$/i.exec(value)?.[1];
    if (encoded !== undefined) secrets.push(...Buffer.from(encoded, 'base64').toString().split(':'));
  }
  return secrets;
}

/** The PEM text of the option `ca`. A missing or unreadable file is no fault of the target: it throws. */
async function authority(ca: string, signal: AbortSignal): Promise<string> {
  if (isPem(ca)) return ca;
  const pem = await untilAborted(readFile(ca, 'utf8'), signal);
  if (!isReadablePem(pem)) throw new Error('tls.ca: the file holds no readable certificate');
  return pem;
}
