import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Code } from '../model.ts';
import type { ProbeOutcome } from './check.ts';
import { redactText } from './redact.ts';

/** An expected failure of a target, found by us and not by the system. `message` is for operators only. */
export class ProbeFailure extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProbeFailure';
    this.code = code;
  }
}

/** Out of descriptors, memory or buffers: whatever else was found out then, it says nothing about a target. */
const OUT_OF_RESOURCES = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EAGAIN', 'EAI_MEMORY', 'EAI_SYSTEM']);

/** Out of ports, or no address of that family: of several addresses that failed, another's failure counts more. */
const OUT_OF_ADDRESSES = new Set(['EADDRNOTAVAIL', 'EADDRINUSE']);

/** What this machine forbids or cannot do. */
const LOCAL_REFUSALS = new Set(['EACCES', 'EPERM', 'EAFNOSUPPORT', 'ENOTSUP']);

const SYSTEM_CODES: Readonly<Record<string, Code>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'host_unreachable',
  EHOSTDOWN: 'host_unreachable',
  ENETUNREACH: 'network_unreachable',
  ENETDOWN: 'network_unreachable',
  ENOTFOUND: 'dns_not_found',
  ENODATA: 'dns_no_answer',
  EAI_NODATA: 'dns_no_answer',
  EAI_AGAIN: 'dns_error',
  EAI_FAIL: 'dns_error',
  EPROTO: 'tls_error',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_name_mismatch',
  HOSTNAME_MISMATCH: 'certificate_name_mismatch',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_untrusted',
  CERT_UNTRUSTED: 'certificate_untrusted',
  CERT_REJECTED: 'certificate_untrusted',
  CERT_REVOKED: 'certificate_untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate_untrusted',
  CERT_CHAIN_TOO_LONG: 'certificate_untrusted',
  PATH_LENGTH_EXCEEDED: 'certificate_untrusted',
  INVALID_CA: 'certificate_untrusted',
  INVALID_PURPOSE: 'certificate_untrusted',
};

/** Of several addresses that failed, the one that says most about the target speaks for all. */
const MOST_TELLING: readonly Code[] = [
  'connection_refused',
  'connection_reset',
  'timeout',
  'host_unreachable',
  'connection_failed',
];

/** The `code` of a system error, or null. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The single errors of a failure. */
function partsOf(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors : [error];
}

function isLocal(error: unknown): boolean {
  const code = systemCode(error) ?? '';
  return OUT_OF_RESOURCES.has(code) || OUT_OF_ADDRESSES.has(code) || LOCAL_REFUSALS.has(code);
}

/** Whether this process or machine ran out of something: no target is to blame for that. */
export function isOurFault(error: unknown): boolean {
  if (failureCode(error) !== null) return false;
  const codes = partsOf(error).map((part) => systemCode(part) ?? '');
  return codes.some((code) => OUT_OF_RESOURCES.has(code) || OUT_OF_ADDRESSES.has(code));
}

/** The code of a target's failure; null for an error that is none: a fault of ours, or a bug. */
export function failureCode(error: unknown): Code | null {
  if (error instanceof AggregateError) {
    const parts = partsOf(error);
    if (parts.some((part) => OUT_OF_RESOURCES.has(systemCode(part) ?? ''))) return null;
    const codes = parts.map(failureCode);
    const telling = MOST_TELLING.find((code) => codes.includes(code));
    return telling ?? (codes.includes(null) ? null : (codes[0] ?? null));
  }
  if (error instanceof ProbeFailure) return error.code;
  const code = systemCode(error);
  if (code === null || isLocal(error)) return null;
  if (code === 'ECONNRESET' && isOrderlyEnd(error)) return 'connection_closed';
  const known = SYSTEM_CODES[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'tls_error';
  if (code.startsWith('EAI_')) return 'dns_error';
  // What the system said of a socket, in a word that is not in the list; `ERR_…` are Node's own, bugs.
  return /^E[A-Z0-9]+$/.test(code) ? 'connection_failed' : null;
}

/** Node reports the peer's orderly end in the midst of an answer as ECONNRESET, in words of its own. */
function isOrderlyEnd(error: unknown): boolean {
  return error instanceof Error && !('syscall' in error);
}

/** What the system's own check of a certificate found (`authorizationError`), as a code. */
export function certificateCode(reason: string): Code {
  return SYSTEM_CODES[reason] ?? 'certificate_untrusted';
}

/** The raw text of an error, without secrets; the parts of a failure at several addresses in a row. */
export function rawText(error: unknown, secrets: readonly string[] = []): string {
  const messages = partsOf(error).map((part) => (part instanceof Error ? part.message : String(part)));
  return redactText(messages.join('; '), secrets);
}

/** Throws when this process can open nothing more: resolvers report that as a refusal of the server. */
function assertDescriptors(): void {
  closeSync(openSync(devNull, 'r'));
}

/** The outcome of a failed run. Throws the error on when it is no failure of the target. */
export function failed(error: unknown, secrets: readonly string[] = []): ProbeOutcome {
  const code = failureCode(error);
  if (code === null) throw error;
  if (code.startsWith('dns_')) assertDescriptors();
  return { verdict: 'down', code, details: { raw: rawText(error, secrets) } };
}
