import {
  type Code,
  CODES,
  type Details,
  PHASES,
  type Result,
  RESULT_STATES,
  type ResultState,
  VERDICTS,
} from '../model.ts';
import { toMicroseconds, toMilliseconds } from './response-time.ts';

/** A text that was not packed here. */
export class PackError extends Error {
  readonly code = 'PACK_INVALID';

  constructor(rule: string, options?: ErrorOptions) {
    super(`packed results: ${rule}`, options);
    this.name = 'PackError';
  }
}

const FORMAT = '1';
const LETTERS = { up: 'U', degraded: 'G', down: 'D', unknown: 'N' } as const satisfies Record<ResultState, string>;
const RECORD = /^(-?[0-9a-z]+)([UGDN])([0-9a-z]*)(?:\.([a-z_]*))?$/;

/**
 * One check's results of a closed five minutes in short text, without their details: `1` for the format, then a
 * result each between commas: the ms since the one before (the first: since `start`) in base 36, the state's
 * letter, the response time in µs in base 36 if there is one, and after a dot the code if there is one; a bare
 * dot repeats the code that was named last. The order is kept. Throws `PackError` where `at` is no whole number of ms.
 */
export function packResults(start: number, results: readonly Result[]): string {
  let previous = start;
  let named: Code | null = null;
  const records = results.map((result) => {
    if (!Number.isSafeInteger(result.at)) throw new PackError(`at must be whole ms (got ${result.at})`);
    const distance = (result.at - previous).toString(36);
    const us = toMicroseconds(result.responseTime);
    const code = result.code === null ? '' : result.code === named ? '.' : `.${result.code}`;
    previous = result.at;
    named = result.code ?? named;
    return `${distance}${LETTERS[result.state]}${us === null ? '' : us.toString(36)}${code}`;
  });
  return [FORMAT, ...records].join(',');
}

/** What `packResults` packed, with response times to the µs. Throws `PackError` for any other text. */
export function unpackResults(check: string, start: number, packed: string): Result[] {
  const [format, ...records] = packed.split(',');
  if (format !== FORMAT) throw new PackError(`format must be ${FORMAT} (got ${quote(format ?? '')})`);
  let at = start;
  let named: Code | null = null;
  return records.map((record) => {
    const [, distance = '', letter, us = '', name] = RECORD.exec(record) ?? [];
    const state = RESULT_STATES.find((candidate) => LETTERS[candidate] === letter);
    if (state === undefined) throw new PackError(`bad result ${quote(record)}`);
    at += fromBase36(distance, record);
    if (name !== undefined && name !== '') named = knownCode(name);
    if (name === '' && named === null) throw new PackError(`no code to repeat in ${quote(record)}`);
    return {
      check,
      at,
      state,
      responseTime: us === '' ? null : toMilliseconds(fromBase36(us, record)),
      code: name === undefined ? null : named,
      details: null,
    };
  });
}

/** One whole result, details and all, without the name of its check. JSON. */
export function packLast(result: Result): string {
  const { at, state, responseTime, code, details } = result;
  return JSON.stringify({ at, state, responseTime, code, details });
}

/** What `packLast` packed. Throws `PackError` for any other text. */
export function unpackLast(check: string, text: string): Result {
  const { at, state, responseTime, code, details } = parseObject(text);
  if (typeof at !== 'number') throw new PackError(`at must be a number (got ${JSON.stringify(at)})`);
  const known = RESULT_STATES.find((candidate) => candidate === state);
  if (known === undefined) throw new PackError(`unknown state (got ${JSON.stringify(state)})`);
  if (responseTime !== null && typeof responseTime !== 'number')
    throw new PackError(`responseTime must be a number or null (got ${JSON.stringify(responseTime)})`);
  if (!isDetails(details)) throw new PackError(`bad details (got ${JSON.stringify(details)})`);
  return { check, at, state: known, responseTime, code: code === null ? null : knownCode(code), details };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PackError(`must be JSON (got ${quote(text)})`, { cause });
  }
  if (!isObject(value)) throw new PackError(`must be an object (got ${quote(text)})`);
  return value;
}

function knownCode(value: unknown): Code {
  if (typeof value === 'string' && Object.hasOwn(CODES, value)) return value as Code;
  throw new PackError(`unknown code (got ${JSON.stringify(value)})`);
}

function isDetails(value: unknown): value is Details | null {
  if (value === null) return true;
  if (!isObject(value)) return false;
  const { phases, certificateExpiresAt, raw, stalled, pushed, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    (phases === undefined ||
      (isObject(phases) &&
        Object.entries(phases).every(
          ([phase, ms]) => PHASES.some((known) => known === phase) && typeof ms === 'number',
        ))) &&
    (certificateExpiresAt === undefined || typeof certificateExpiresAt === 'number') &&
    (raw === undefined || typeof raw === 'string') &&
    (stalled === undefined || typeof stalled === 'number') &&
    (pushed === undefined ||
      (isObject(pushed) &&
        typeof pushed['at'] === 'number' &&
        typeof pushed['silence'] === 'number' &&
        VERDICTS.some((known) => known === pushed['state'])))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromBase36(digits: string, record: string): number {
  const value = parseInt(digits, 36);
  // One text a number: what has leading zeros, or digits beyond 2^53, was not written here.
  if (value.toString(36) !== digits || !Number.isSafeInteger(value))
    throw new PackError(`bad number in ${quote(record)}`);
  return value;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
