import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** Read of an answer at most; of what it says as much as a line of the log takes. */
const LONGEST_ANSWER = 65_536;
const SHOWN = 200;

/** Where to, and with which headers. `url` may hold credentials, which are sent as Basic authorization. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Posts JSON over a connection of its own; no proxy, no redirect. Resolves with the status and the begin of the answer,
 * rejects when there is none before `signal` aborts.
 */
export function postJson(
  target: Target,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const url = new URL(`${target.url.replace(/\/+$/, '')}${path}`);
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: {
          'User-Agent': 'allswell',
          Accept: 'application/json',
          ...target.headers,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        },
      },
      (response) => {
        let text = '';
        let length = 0;
        const done = () => resolve({ status: response.statusCode ?? 0, text: text.slice(0, SHOWN) });
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          length += chunk.length;
          if (text.length < SHOWN) text += chunk;
          if (length > LONGEST_ANSWER) response.destroy();
        });
        // The status is what counts: an answer that breaks off behind it changes nothing.
        response.on('error', done).on('close', done);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The host of a target, and nothing else of it: for the log. */
export function hostOf({ url }: Target): string {
  return new URL(url).host;
}

/** A text for the log, on one line, without what the target is given in confidence. */
export function withoutSecrets(text: string, { url, headers }: Target): string {
  const { username, password } = new URL(url);
  const secrets = [username, password, decodeURIComponent(password), ...Object.values(headers)]
    .flatMap((secret) => [secret, ...secret.split(/\s+/)])
    .filter((secret) => secret.length > 2)
    .sort((a, b) => b.length - a.length);
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), line);
}
