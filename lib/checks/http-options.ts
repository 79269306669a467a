import { X509Certificate } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { isJsonPath } from './json-path.ts';
import { patternProblem } from './pattern.ts';
import { boolean, number, positiveDuration, responseTime, text } from './scalars.ts';

const URL_RULE = 'must be an http or https URL';

const url = z
  .string({ error: URL_RULE })
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), { error: URL_RULE })
  .describe('What to request. Credentials in it are sent as Basic authorization, and never shown');

/** Whether Node's own check lets it through. */
function isValid(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** What the exchange itself depends on. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'trailer',
  'te',
]);

/** A header that a request of ours may have. */
export const headerName = z
  .string()
  .refine((name) => isValid(() => validateHeaderName(name)), { error: 'must be a header name' })
  .refine((name) => !OWN_HEADERS.has(name.toLowerCase()), { error: 'must be a header that a check may set' });

const HEADER_RULE = 'must be a header value';
export const headerValue = z
  .union([z.string(), z.number(), z.boolean()], { error: HEADER_RULE })
  .transform(String)
  .refine((value) => isValid(() => validateHeaderValue('x', value)), { error: HEADER_RULE });

const pattern = text.superRefine((value, context) => {
  const problem = patternProblem(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const matchers = {
  contains: text.optional().describe('Text that must be in it'),
  notContains: text.optional().describe('Text that must not be in it'),
  matches: pattern.optional().describe('A regular expression (RE2) that must match somewhere in it'),
};

const AT_LEAST_ONE = 'must hold at least one expectation';
const hasOne = (value: object) => Object.values(value).some((member) => member !== undefined);

const textExpectation = z.strictObject(matchers).refine(hasOne, { error: AT_LEAST_ONE });

const headerExpectation = z.union(
  [
    z.string(),
    z
      .strictObject({ equals: z.string().optional().describe('The whole value'), ...matchers })
      .refine(hasOne, { error: AT_LEAST_ONE }),
  ],
  { error: 'must be text, or an object of equals, contains, notContains and matches' },
);

const JSON_PATH_RULE = 'must be a JSONPath (RFC 9535) such as $.status';
const NUMBER_RULE = 'must be a number';

const jsonExpectation = z
  .strictObject({
    path: z
      .string({ error: JSON_PATH_RULE })
      .refine(isJsonPath, { error: JSON_PATH_RULE })
      .describe('What to look at: a JSONPath (RFC 9535)'),
    equals: z.unknown().optional().describe('The value, of the same JSON type'),
    notEquals: z.unknown().optional().describe('What the value must not be'),
    exists: boolean.optional().describe('Whether the path must select something'),
    matches: pattern.optional().describe('A regular expression (RE2) that must match a text or number'),
    min: number({ rule: NUMBER_RULE }).optional().describe('The least number'),
    max: number({ rule: NUMBER_RULE }).optional().describe('The greatest number'),
  })
  .refine((expectation) => hasOne({ ...expectation, path: undefined }), { error: AT_LEAST_ONE });

const STATUS_RULE = 'must be a status such as 200 or a class such as 2xx';
const STATUS = /^([1-5][xX]{2}|[1-5]\d\d)$/;

const status = z
  .union(
    [
      z
        .number({ error: STATUS_RULE })
        .int({ error: STATUS_RULE })
        .min(100, { error: STATUS_RULE })
        .max(599, { error: STATUS_RULE }),
      z.string({ error: STATUS_RULE }).regex(STATUS, { error: STATUS_RULE }),
    ],
    { error: STATUS_RULE },
  )
  .transform((value) => String(value).toLowerCase());

const certificate = z
  .strictObject({
    degraded: positiveDuration.optional().describe('Degraded when it ends sooner than that'),
    down: positiveDuration.optional().describe('Down when it ends sooner than that'),
  })
  .refine(({ degraded, down }) => degraded === undefined || down === undefined || degraded >= down, {
    error: 'degraded must not be shorter than down',
  });

const expectation = z.strictObject({
  status: z
    .union([status, z.array(status).min(1, { error: 'must hold at least one status' })], { error: STATUS_RULE })
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()
    .describe('Statuses (200) and classes (2xx) of the last answer. Default is 2xx'),
  headers: z.record(headerName, headerExpectation).optional().describe('Response headers: text to equal, or matchers'),
  body: textExpectation.optional().describe('What must be in the decoded body'),
  json: z.array(jsonExpectation).optional().describe('What must be in the JSON of the body'),
  responseTime: responseTime.optional(),
  certificate: certificate.optional().describe('How long the certificate must still be valid'),
});

const CA_RULE = 'must be a PEM certificate or a path to one';

/** The certificates of a PEM text, each whole. */
export function pemCertificates(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}

/** Whether an authority is given as text and not as a path. */
export function isPem(ca: string): boolean {
  return ca.includes('-----BEGIN');
}

/** Whether a PEM text holds certificates, and nothing unreadable among them. */
export function isReadablePem(pem: string): boolean {
  const certificates = pemCertificates(pem);
  return certificates.length > 0 && certificates.every((one) => isValid(() => new X509Certificate(one)));
}

const tls = z.strictObject({
  ca: text
    .refine((ca) => !isPem(ca) || isReadablePem(ca), { error: CA_RULE })
    .optional()
    .describe('The authority to trust instead of the well-known ones: PEM text or the path of a PEM file'),
  verify: boolean.prefault(true).describe('Whether an invalid certificate is down'),
});

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export const httpOptions = z.strictObject({
  url,
  method: z
    .enum(METHODS, { error: `must be one of ${METHODS.join(', ')}` })
    .prefault('GET')
    .describe('The request method'),
  headers: z.record(headerName, headerValue).optional().describe('Request headers. Their values are never shown'),
  body: z.string({ error: 'must be text' }).optional().describe('The request body. It is never shown'),
  followRedirects: number({ min: 0, max: 20, integer: true, rule: 'must be a whole number from 0 to 20' })
    .prefault(5)
    .describe('How many redirects to follow; 0 to judge the first answer'),
  tls: tls.optional().describe('How certificates are judged'),
  expect: expectation.optional().describe('What makes the answer good'),
});

export type HttpOptions = z.output<typeof httpOptions>;
export type HttpExpectation = z.output<typeof expectation>;
