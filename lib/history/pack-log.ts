import { RESULT_STATES, type Code, type Result } from '../model.ts';
import { knownCode, LETTERS } from './pack.ts';
import { fromBase36, packDetails, PackError, quote, unpackDetails } from './pack-details.ts';
import { toMicroseconds, toMilliseconds } from './response-time.ts';

/** A result of the log by the number that stands for its check. */
export interface NumberedResult extends Omit<Result, 'check'> {
  readonly id: number;
  readonly key: number;
}

const FORMAT = '1';
const RECORD = /^(?:([0-9a-z]+)\+)?([0-9a-z]+)([UGDN])(-?[0-9a-z]+)(?::([0-9a-z]+))?(?:\.([a-z_]+))?(?:;(.*))?$/s;

/**
 * Results of the log in short text, details included: `1` for the format, then a line each. In base 36: the number of
 * the check, the state's letter, the ms since the one before (the first: since 1970); then `:` and the response time in
 * µs, `.` and the code, `;` and the details, each where there is one. Ids rise by one; where one rises by more, that
 * and `+` stand first (of the first result always). Throws `PackError` where `at` is no whole number of ms.
 */
export function packLog(results: readonly NumberedResult[]): string {
  let [id, at] = [0, 0];
  const records = results.map((result) => {
    if (!Number.isSafeInteger(result.at)) throw new PackError(`at must be whole ms (got ${result.at})`);
    const step = result.id - id === 1 ? '' : `${(result.id - id).toString(36)}+`;
    const distance = (result.at - at).toString(36);
    const us = toMicroseconds(result.responseTime);
    const isBare = result.details === null || Object.keys(result.details).length === 0;
    const details = isBare ? '' : `;${packDetails(result.details)}`;
    const code = result.code === null ? '' : `.${result.code}`;
    [id, at] = [result.id, result.at];
    const time = us === null ? '' : `:${us.toString(36)}`;
    return `${step}${result.key.toString(36)}${LETTERS[result.state]}${distance}${time}${code}${details}`;
  });
  return [FORMAT, ...records].join('\n');
}

/**
 * What `packLog` packed, with response times to the µs; or what an older version held as a row, which an upgrade turned
 * into JSON: id, check, at, index of the state, response time in µs, code, details. Throws `PackError` for any other text.
 */
export function unpackLog(text: string): NumberedResult[] {
  if (text.startsWith('[')) return [unpackRow(text)];
  const [format, ...records] = text.split('\n');
  if (format !== FORMAT) throw new PackError(`format of the log must be ${FORMAT} (got ${quote(format ?? '')})`);
  let [id, at] = [0, 0];
  return records.map((record) => {
    const [, step, key = '', letter, distance = '', us, code, details] = RECORD.exec(record) ?? [];
    const state = RESULT_STATES.find((candidate) => LETTERS[candidate] === letter);
    if (state === undefined) throw new PackError(`bad result ${quote(record)}`);
    id += step === undefined ? 1 : fromBase36(step, record);
    at += fromBase36(distance, record);
    return {
      id,
      key: fromBase36(key, record),
      at,
      state,
      responseTime: us === undefined ? null : toMilliseconds(fromBase36(us, record)),
      code: code === undefined ? null : knownCode(code),
      details: details === undefined ? null : unpackDetails(details),
    };
  });
}

function unpackRow(text: string): NumberedResult {
  const row = JSON.parse(text) as [number, number, number, number, number | null, Code | null, Result['details']];
  const [id, key, at, index, us, code, details] = row;
  const state = RESULT_STATES[index];
  if (state === undefined) throw new PackError(`unknown state (got ${index})`);
  return { id, key, at, state, responseTime: toMilliseconds(us), code, details };
}
