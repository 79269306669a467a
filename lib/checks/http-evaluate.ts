import type { Verdict } from '../model.ts';
import type { Exchange } from './http-exchange.ts';
import type { HttpExpectation } from './http-options.ts';
import { parseJson } from './json-document.ts';
import { jsonEquals, selectValues } from './json-path.ts';
import { matches, withinBudget } from './pattern.ts';
import { slowness, worstOf, type Finding } from './thresholds.ts';

type TextExpectation = NonNullable<HttpExpectation['body']>;
type HeaderExpectation = NonNullable<HttpExpectation['headers']>[string];
type JsonExpectation = NonNullable<HttpExpectation['json']>[number];

/** Whether a status is among the wanted ones (`200`, `2xx`); 2xx when none are named. */
export function isWantedStatus(status: number, wanted: readonly string[] = ['2xx']): boolean {
  return wanted.some((one) => one === String(status) || one === `${Math.floor(status / 100)}xx`);
}

/** Whether only redirects are wanted: then the first is the answer and is not followed. */
export function wantsRedirect(wanted: readonly string[] | undefined): boolean {
  return wanted !== undefined && wanted.every((one) => one.startsWith('3'));
}

/**
 * What is worst about an answer, or null. Among equals the order is status, headers, body, JSON, certificate, time.
 * `at` is Unix ms.
 */
export function evaluate(
  answer: Exchange,
  expect: HttpExpectation,
  certificateExpiresAt: number | undefined,
  at: number,
): Finding | null {
  const findings = [
    statusFinding(answer, expect.status),
    ...headerFindings(answer, expect.headers ?? {}),
    ...contentFindings(answer, expect),
    certificateFinding(certificateExpiresAt, expect.certificate, at),
    slowness(answer.responseTime, expect.responseTime),
  ];
  return worstOf(findings.filter((finding) => finding !== null));
}

function statusFinding({ status, statusText }: Exchange, wanted: readonly string[] | undefined): Finding | null {
  if (isWantedStatus(status, wanted)) return null;
  return { verdict: 'down', code: 'http_status', raw: `HTTP ${status} ${statusText}` };
}

/** What a text lacks, in words, or null. A text that is not there lacks all but what it must not contain. */
function mismatch(
  text: string | undefined,
  expectation: TextExpectation & { equals?: string | undefined },
): string | null {
  const { equals, contains, notContains, matches: pattern } = expectation;
  if (equals !== undefined && text !== equals) return 'is not the wanted one';
  if (contains !== undefined && text?.includes(contains) !== true) return 'does not contain the wanted text';
  if (notContains !== undefined && text?.includes(notContains) === true) return 'contains the unwanted text';
  if (pattern !== undefined && (text === undefined || !matches(pattern, text))) return 'does not match';
  return null;
}

function headerFindings({ headers }: Exchange, wanted: Readonly<Record<string, HeaderExpectation>>): Finding[] {
  return Object.entries(wanted).flatMap(([name, expectation]) => {
    const value = headers.get(name.toLowerCase());
    const reason = mismatch(value, typeof expectation === 'string' ? { equals: expectation } : expectation);
    if (reason === null) return [];
    const raw = `header ${name} ${reason}: ${value === undefined ? 'not there' : `got ${value}`}`;
    return [{ verdict: 'down', code: 'header_mismatch', raw } as const];
  });
}

/** What is looked for in the body, as text and as JSON. Bounded: bodies are a target's. */
function contentFindings(answer: Exchange, { body, json }: HttpExpectation): Finding[] {
  if (body === undefined && json === undefined) return [];
  return withinBudget(() => {
    const text = bodyText(answer);
    const reason = body === undefined ? null : mismatch(text, body);
    const findings: Finding[] =
      reason === null ? [] : [{ verdict: 'down', code: 'body_mismatch', raw: `body ${reason}` }];
    return json === undefined ? findings : [...findings, ...jsonFindings(text, json)];
  });
}

/** The body by the charset of its type; UTF-8 when that is not named or not known. */
function bodyText({ body, headers }: Exchange): string {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers.get('content-type') ?? '') ?? [];
  return decoderOf(charset).decode(body);
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

function jsonFindings(text: string, expectations: readonly JsonExpectation[]): Finding[] {
  const document = parseJson(text);
  if ('problem' in document) return [{ verdict: 'down', code: 'json_invalid', raw: document.problem }];
  return expectations.flatMap((expectation) => {
    const reason = jsonMismatch(document.value, expectation);
    if (reason === null) return [];
    return [{ verdict: 'down', code: 'json_mismatch', raw: `${expectation.path} ${reason}` } as const];
  });
}

/** What the path does not hold, in words, or null. A comparison wants something there, and all of it to comply. */
function jsonMismatch(document: unknown, expectation: JsonExpectation): string | null {
  const { path, exists, ...comparisons } = expectation;
  const values = selectValues(path, document);
  if (exists === false) return values.length === 0 ? null : 'exists';
  if (values.length === 0) return 'selects nothing';
  const wrong = values.find((value) => !complies(value, comparisons));
  return wrong === undefined ? null : `is ${worded(wrong)}`;
}

/** A value in a text; not what is in an object: it may be nested without end. */
function worded(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return JSON.stringify(value);
}

function complies(value: unknown, wanted: Omit<JsonExpectation, 'path' | 'exists'>): boolean {
  const { min, max, matches: pattern } = wanted;
  if (wanted.equals !== undefined && !jsonEquals(wanted.equals, value)) return false;
  if (wanted.notEquals !== undefined && jsonEquals(wanted.notEquals, value)) return false;
  if (min !== undefined && !(typeof value === 'number' && value >= min)) return false;
  if (max !== undefined && !(typeof value === 'number' && value <= max)) return false;
  if (pattern === undefined) return true;
  return (typeof value === 'string' || typeof value === 'number') && matches(pattern, String(value));
}

function certificateFinding(
  expiresAt: number | undefined,
  limits: HttpExpectation['certificate'],
  at: number,
): Finding | null {
  if (expiresAt === undefined) return null;
  for (const verdict of ['down', 'degraded'] as const satisfies Verdict[]) {
    const limit = limits?.[verdict];
    if (limit !== undefined && expiresAt - at < limit)
      return {
        verdict,
        code: 'certificate_expires_soon',
        raw: `certificate ends ${new Date(expiresAt).toISOString()}`,
      };
  }
  return null;
}
