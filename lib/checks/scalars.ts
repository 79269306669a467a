import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import * as z from 'zod';

/**
 * The scalars of the configuration. Values may come from the environment by interpolation, hence as text: numbers
 * and booleans also accept their own clean spelling in a string, and nothing looser than that.
 * Each has one message, which is the whole rule. All work with `z.toJSONSchema(…, { io: 'input' })`.
 */

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const DURATION_RULE = 'must be a duration such as 500ms, 30s, 5m, 1h or 7d';

/** A duration as text (`30s`); its output is in ms. */
export const duration = z
  .string({ error: DURATION_RULE })
  .regex(DURATION, { error: DURATION_RULE })
  .transform((text) => {
    const [, amount, unit] = DURATION.exec(text) ?? [];
    return Number(amount) * UNITS[unit as keyof typeof UNITS];
  })
  .describe('A duration: 500ms, 30s, 5m, 1h, 7d');

/** A duration greater than zero, in ms. */
export const positiveDuration = duration.refine((ms) => ms > 0, { error: 'must be longer than 0' });

const NUMERAL = /^-?\d{1,15}(\.\d{1,15})?$/;

/** What a number of the configuration may be. */
interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** The message, whatever is wrong with the value. */
  readonly rule: string;
}

/** A number, or its numeral as text. */
export function number({ min, max, integer = false, rule }: NumberRule) {
  const error = { error: rule };
  let range = z.number(error);
  if (integer) range = range.int(error);
  if (min !== undefined) range = range.min(min, error);
  if (max !== undefined) range = range.max(max, error);
  return z
    .union([range, z.string(error).regex(NUMERAL, error)], error)
    .transform(Number)
    .pipe(range);
}

/** 0–100. */
export const percentage = number({ min: 0, max: 100, rule: 'must be a percentage from 0 to 100' }).describe(
  'A percentage from 0 to 100',
);

export const port = number({ min: 1, max: 65_535, integer: true, rule: 'must be a port from 1 to 65535' }).describe(
  'A port from 1 to 65535',
);

const BOOLEAN_RULE = 'must be true or false';

/** A boolean, or `true` or `false` as text. */
export const boolean = z
  .union([z.boolean({ error: BOOLEAN_RULE }), z.enum(['true', 'false'], { error: BOOLEAN_RULE })], {
    error: BOOLEAN_RULE,
  })
  .transform((value) => value === true || value === 'true');

const HOSTNAME_RULE = 'must be a host name or an IP address';
// Underscores are no host name's by RFC 952, but names of records such as _sip._tcp have them.
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Whether `text` is an IP address or a name of the domain name system, a trailing dot allowed. */
function isHost(text: string): boolean {
  if (isIP(text) !== 0 || isIP(text.replace(/^\[(.*)\]$/, '$1')) === 6) return true;
  const name = inAscii(text).replace(/\.$/, '');
  // What ends in a number is an address or a mistake (WHATWG URL, "ends in a number").
  return name.length <= 253 && !/(^|\.)\d+$/.test(name) && name.split('.').every((label) => LABEL.test(label));
}

/** An international name as the domain name system knows it (RFC 5891); empty when it cannot be one. */
function inAscii(name: string): string {
  return /^[\u0000-\u007f]*$/.test(name) ? name : domainToASCII(name);
}

/** A name or an IP address; an IPv6 address loses its brackets. */
export const hostname = z
  .string({ error: HOSTNAME_RULE })
  .refine(isHost, { error: HOSTNAME_RULE })
  .transform((text) => inAscii(text.replace(/^\[(.*)\]$/, '$1')))
  .describe('A host name or an IP address');

/** Text that is not empty. */
export const text = z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' });

const SLOW_ORDER = 'degraded must not be longer than down';

/** The thresholds of the response time that several types share, in ms. */
export const responseTime = z
  .strictObject({
    degraded: positiveDuration.optional().describe('A slower run is degraded'),
    down: positiveDuration.optional().describe('A slower run is down'),
  })
  .refine(({ degraded, down }) => degraded === undefined || down === undefined || degraded <= down, {
    error: SLOW_ORDER,
  })
  .describe('Limits of the response time');

export type ResponseTimeLimits = z.output<typeof responseTime>;
