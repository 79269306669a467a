import { type Details, PHASES, type Phases, VERDICTS } from '../model.ts';

/** A text that was not packed here. */
export class PackError extends Error {
  readonly code = 'PACK_INVALID';

  constructor(rule: string, options?: ErrorOptions) {
    super(`packed results: ${rule}`, options);
    this.name = 'PackError';
  }
}

/**
 * A result's details in short text; null for none. Those of an exchange that went well, which nearly all are: the
 * lengths of `PHASES` in µs, each between commas, nothing for one that there was not, and after an `@` the instant at
 * which the certificate expires in ms; all in base 36. Of any others JSON.
 */
export function packDetails(details: Details | null): string | null {
  if (details === null) return null;
  const { phases, certificateExpiresAt, ...others } = details;
  const lengths = PHASES.map((phase) => (phases?.[phase] === undefined ? '' : microsBase36(phases[phase])));
  const expires = certificateExpiresAt === undefined ? '' : wholeBase36(certificateExpiresAt);
  const isPlain = phases !== undefined && Object.keys(others).length === 0 && expires !== null;
  if (!isPlain || lengths.includes(null)) return JSON.stringify(details);
  return `${lengths.join(',')}${expires === '' ? '' : `@${expires}`}`;
}

/** What `packDetails` packed. Throws `PackError` for any other text. */
export function unpackDetails(text: string): Details {
  if (text.startsWith('{')) {
    const details = parseObject(text);
    if (!isDetails(details)) throw new PackError(`bad details (got ${quote(text)})`);
    return details;
  }
  const [lengths, expires] = splitOnce(text, '@');
  const micros = lengths.split(',');
  if (micros.length !== PHASES.length) throw new PackError(`bad details (got ${quote(text)})`);
  const phases: Phases = {};
  for (const [index, phase] of PHASES.entries()) {
    const us = micros[index] ?? '';
    if (us !== '') phases[phase] = fromBase36(us, text) / 1000;
  }
  return expires === undefined ? { phases } : { phases, certificateExpiresAt: fromBase36(expires, text) };
}

/** Of ms that are whole µs; null for any others. */
function microsBase36(ms: number): string | null {
  const us = Math.round(ms * 1000);
  return us / 1000 === ms ? wholeBase36(us) : null;
}

/** Whole and not negative; null for any other. */
function wholeBase36(value: number): string | null {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0) ? value.toString(36) : null;
}

/** What is before and behind the first separator; behind is undefined where there is none. */
export function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** @throws PackError for any text but a JSON object */
export function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PackError(`must be JSON (got ${quote(text)})`, { cause });
  }
  if (!isObject(value)) throw new PackError(`must be an object (got ${quote(text)})`);
  return value;
}

/** Whether a value from JSON is a result's details. */
export function isDetails(value: unknown): value is Details | null {
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

/** A number as it is packed. @throws PackError naming the record for any other form */
export function fromBase36(digits: string, record: string): number {
  const value = parseInt(digits, 36);
  // One text a number: what has leading zeros, or digits beyond 2^53, was not written here.
  if (value.toString(36) !== digits || !Number.isSafeInteger(value))
    throw new PackError(`bad number in ${quote(record)}`);
  return value;
}

/** For a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
