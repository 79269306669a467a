import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import * as z from 'zod';
import type { CheckType, ProbeContext } from './check.ts';
import { lookUp, RECORD_TYPES, sameAnswers, type RecordType } from './dns-answers.ts';
import { failed, ProbeFailure, systemCode } from './errors.ts';
import { cleanText } from './redact.ts';
import { hostname, responseTime, text } from './scalars.ts';
import { asSlowAfter, slowness, worstOf, type Finding } from './thresholds.ts';
import { untilAborted } from './until-aborted.ts';

const RESOLVER_RULE = 'must be system, an IP address, IP:port or [IPv6]:port';

/** Whether it names a server as `Resolver.setServers` takes it. */
function isServer(server: string): boolean {
  if (isIP(server) !== 0) return true;
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
  const address = v6 === undefined ? isIP(v4 ?? '') === 4 : isIP(v6) === 6;
  return address && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
}

const options = z.strictObject({
  host: hostname.describe('The name to look up; for PTR an IP address will do'),
  record: z
    .enum(RECORD_TYPES, { error: `must be one of ${RECORD_TYPES.join(', ')}` })
    .optional()
    .describe('The type of record. Default is A; with `resolver: system`, addresses of either family'),
  resolver: z
    .string({ error: RESOLVER_RULE })
    .refine((server) => server === 'system' || isServer(server), { error: RESOLVER_RULE })
    .optional()
    .describe(
      'The server to ask: an IP address, a port if it is not 53. Default is the servers that the system is set to. ' +
        '`system`: look up as programs do, /etc/hosts included',
    ),
  expect: z
    .strictObject({
      answers: z
        .array(text)
        .min(1, { error: 'must hold at least one answer' })
        .optional()
        .describe('All the answers there must be, in any order, as in a zone file: `10 mail.example` for MX'),
      responseTime: responseTime.optional(),
    })
    .optional()
    .describe('What makes the answer good, beside that there is one'),
});

/** `getaddrinfo`, as programs look names up. It cannot be stopped, only left alone. */
async function askSystem(host: string, record: RecordType | undefined, signal: AbortSignal): Promise<string[]> {
  if (record !== undefined && record !== 'A' && record !== 'AAAA') throw new Error(`no ${record} from the system`);
  const family = record === undefined ? 0 : record === 'A' ? 4 : 6;
  const addresses = await untilAborted(lookup(host, { all: true, family }), signal);
  return addresses.map(({ address }) => address);
}

async function askServer(
  host: string,
  record: RecordType,
  server: string | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  signal.throwIfAborted();
  // A lost datagram is sent again after a second; the deadline is the engine's.
  const resolver = new Resolver({ timeout: 1_000, tries: 4 });
  if (server !== undefined) resolver.setServers([server]);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await lookUp[record](resolver, host);
  } catch (error) {
    signal.throwIfAborted();
    throw dnsFailure(error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** What the servers said, in our words; anything that is no answer of theirs stays as it is. */
function dnsFailure(error: unknown): unknown {
  const code = systemCode(error);
  if (!(error instanceof Error) || code === null || code.startsWith('ERR_') || code === 'ENOMEM') return error;
  const cause = { cause: error };
  if (code === 'ENOTFOUND') return new ProbeFailure('dns_not_found', error.message, cause);
  if (code === 'ENODATA') return new ProbeFailure('dns_no_answer', error.message, cause);
  if (code === 'ETIMEOUT') return new ProbeFailure('timeout', error.message, cause);
  return new ProbeFailure('dns_error', error.message, cause);
}

/** Looks a name up. */
export const dns: CheckType<typeof options> = {
  type: 'dns',
  summary: 'Looks a name up.',
  options,
  async probe({ host, record, resolver, expect }, { now, signal }: ProbeContext) {
    const startedAt = now();
    try {
      const answers =
        resolver === 'system'
          ? await askSystem(host, record, signal)
          : await askServer(host, record ?? 'A', resolver, signal);
      const elapsed = now() - startedAt;
      const wanted = expect?.answers;
      const findings: (Finding | null)[] = [
        answers.length === 0 ? { verdict: 'down', code: 'dns_no_answer', raw: 'no answers' } : null,
        wanted === undefined || sameAnswers(record ?? addressRecord(wanted), wanted, answers)
          ? null
          : { verdict: 'down', code: 'dns_unexpected_answer', raw: `got ${answers.join(', ')}` },
        slowness(elapsed, expect?.responseTime),
      ];
      const worst = worstOf(findings.filter((finding) => finding !== null));
      if (worst === null) return { verdict: 'up', responseTime: elapsed };
      return {
        verdict: worst.verdict,
        code: worst.code,
        responseTime: elapsed,
        details: { raw: cleanText(worst.raw) },
      };
    } catch (error) {
      signal.throwIfAborted();
      return failed(error);
    }
  },
  slowAfter: ({ expect }) => asSlowAfter(expect?.responseTime),
  conflicts: ({ record, resolver }) =>
    resolver === 'system' && record !== undefined && record !== 'A' && record !== 'AAAA'
      ? [{ path: ['record'], message: 'must be A or AAAA with resolver: system' }]
      : [],
};

/** How to compare addresses of either family. */
function addressRecord(wanted: readonly string[]): RecordType {
  return wanted.some((answer) => isIP(answer) === 6) ? 'AAAA' : 'A';
}
