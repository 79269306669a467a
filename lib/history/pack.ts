import { type Code, CODES, type Result, RESULT_STATES, type ResultState } from '../model.ts';
import {
  fromBase36,
  isDetails,
  packDetails,
  PackError,
  parseObject,
  quote,
  splitOnce,
  unpackDetails,
} from './pack-details.ts';
import { toMicroseconds, toMilliseconds } from './response-time.ts';

const FORMAT = '1';
/** The letter that stands for a state. */
export const LETTERS = { up: 'U', degraded: 'G', down: 'D', unknown: 'N' } as const satisfies Record<
  ResultState,
  string
>;
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

/** One whole result, details and all, without the name of its check: what `packResults` makes of it, `;`, its details. */
export function packLast(result: Result): string {
  return `${packResults(0, [result])};${packDetails(result.details) ?? ''}`;
}

/** What `packLast` packed, or an older version as JSON. Throws `PackError` for any other text. */
export function unpackLast(check: string, text: string): Result {
  if (!text.startsWith('{')) {
    const [packed, details] = splitOnce(text, ';');
    const [result] = unpackResults(check, 0, packed);
    if (result === undefined || details === undefined) throw new PackError(`bad last result ${quote(text)}`);
    return { ...result, details: details === '' ? null : unpackDetails(details) };
  }
  const { at, state, responseTime, code, details } = parseObject(text);
  if (typeof at !== 'number') throw new PackError(`at must be a number (got ${JSON.stringify(at)})`);
  const known = RESULT_STATES.find((candidate) => candidate === state);
  if (known === undefined) throw new PackError(`unknown state (got ${JSON.stringify(state)})`);
  if (responseTime !== null && typeof responseTime !== 'number')
    throw new PackError(`responseTime must be a number or null (got ${JSON.stringify(responseTime)})`);
  if (!isDetails(details)) throw new PackError(`bad details (got ${JSON.stringify(details)})`);
  return { check, at, state: known, responseTime, code: code === null ? null : knownCode(code), details };
}

/** A code that is one. */
export function knownCode(value: unknown): Code {
  if (typeof value === 'string' && Object.hasOwn(CODES, value)) return value as Code;
  throw new PackError(`unknown code (got ${JSON.stringify(value)})`);
}
