import type { CaaRecord } from 'node:dns';
import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SRV', 'CAA', 'PTR', 'SOA'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Asks for a record; the answers are written as in a zone file, without class and TTL. */
export const lookUp: Readonly<Record<RecordType, (resolver: Resolver, name: string) => Promise<string[]>>> = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  MX: async (resolver, name) => (await resolver.resolveMx(name)).map((mx) => `${mx.priority} ${mx.exchange}`),
  // The parts of one record belong together (RFC 7208, 3.3).
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
  NS: (resolver, name) => resolver.resolveNs(name),
  SRV: async (resolver, name) =>
    (await resolver.resolveSrv(name)).map((srv) => `${srv.priority} ${srv.weight} ${srv.port} ${srv.name}`),
  CAA: async (resolver, name) => (await resolver.resolveCaa(name)).map(caaText),
  PTR: (resolver, name) => (isIP(name) === 0 ? resolver.resolvePtr(name) : resolver.reverse(name)),
  SOA: async (resolver, name) => {
    const soa = await resolver.resolveSoa(name);
    const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = soa;
    return [`${nsname} ${hostmaster} ${serial} ${refresh} ${retry} ${expire} ${minttl}`];
  },
};

function caaText({ critical, ...rest }: CaaRecord): string {
  const [tag = '', value = ''] = Object.entries(rest as Record<string, string>)[0] ?? [];
  return `${critical} ${tag} ${value}`;
}

/** One form for all that means the same: names in lower case without the last dot, addresses in their short form. */
function normalized(record: RecordType, answer: string): string {
  if (record === 'TXT') return answer;
  if (record === 'AAAA' && isIP(answer) === 6) return new URL(`http://[${answer}]`).hostname;
  return answer
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^"(.*)"$/, '$1').replace(/(.)\.$/, '$1'))
    .join(' ');
}

/** Whether two lists hold the same answers, in whatever order and however often. */
export function sameAnswers(record: RecordType, wanted: readonly string[], given: readonly string[]): boolean {
  const [a, b] = [wanted, given].map((answers) => new Set(answers.map((answer) => normalized(record, answer))));
  return a !== undefined && b !== undefined && a.size === b.size && [...a].every((answer) => b.has(answer));
}
