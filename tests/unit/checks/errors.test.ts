import { describe, expect, it } from 'vitest';
import { failed, failureCode, isOurFault, ProbeFailure } from '../../../lib/checks/errors.ts';

const system = (code: string, syscall = 'connect') => Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
const nodes = (code: string) => Object.assign(new Error(code), { code });
const several = (...codes: string[]) => new AggregateError(codes.map((code) => system(code)));

describe('a fault of the target', () => {
  it.each([
    ['ECONNREFUSED', 'connection_refused'],
    ['ECONNRESET', 'connection_reset'],
    ['EPIPE', 'connection_reset'],
    ['ETIMEDOUT', 'timeout'],
    ['EHOSTUNREACH', 'host_unreachable'],
    ['ENETUNREACH', 'network_unreachable'],
    ['ENOTFOUND', 'dns_not_found'],
    ['EAI_AGAIN', 'dns_error'],
    ['EAI_FAIL', 'dns_error'],
    ['EPROTO', 'tls_error'],
    ['ESOMETHING', 'connection_failed'],
  ] as const)('%s: %s', (code, wanted) => {
    expect(failureCode(system(code))).toBe(wanted);
    expect(isOurFault(system(code))).toBe(false);
    expect(failed(system(code))).toEqual({ verdict: 'down', code: wanted, details: { raw: `connect ${code}` } });
  });

  it.each([
    ['ECONNRESET', 'connection_closed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls_error'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls_error'],
    ['CERT_HAS_EXPIRED', 'certificate_expired'],
    ['CERT_NOT_YET_VALID', 'certificate_not_yet_valid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate_name_mismatch'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate_untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate_untrusted'],
  ] as const)('in Node’s words, %s: %s', (code, wanted) => expect(failureCode(nodes(code))).toBe(wanted));

  it.each([
    [['ENETUNREACH', 'ECONNREFUSED'], 'connection_refused'],
    [['ECONNREFUSED', 'ETIMEDOUT'], 'connection_refused'],
    [['ENETUNREACH', 'ETIMEDOUT'], 'timeout'],
    [['EADDRNOTAVAIL', 'ECONNREFUSED'], 'connection_refused'],
    [['ENETUNREACH', 'EHOSTUNREACH'], 'host_unreachable'],
    [['ENETUNREACH', 'ENETUNREACH'], 'network_unreachable'],
  ] as const)('at several addresses, %j: %s', (codes, wanted) => {
    const error = several(...codes);
    expect(failureCode(error)).toBe(wanted);
    expect(isOurFault(error)).toBe(false);
    expect(failed(error).details?.raw).toBe(`connect ${codes[0]}; connect ${codes[1]}`);
  });

  it('of our own finding keeps its code', () => {
    const failure = new ProbeFailure('body_too_large', 'too large');
    expect(failed(failure)).toEqual({ verdict: 'down', code: 'body_too_large', details: { raw: 'too large' } });
  });
});

describe('thrown on is', () => {
  it.each([
    ...['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EAGAIN', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EAI_MEMORY'].map((code) =>
      system(code),
    ),
    several('EMFILE', 'ECONNREFUSED'),
    several('EADDRNOTAVAIL', 'ENETUNREACH'),
  ])('what we ran out of: %s', (error) => {
    expect(isOurFault(error)).toBe(true);
    expect(() => failed(error)).toThrow(error);
  });

  it.each([
    system('EPERM'),
    nodes('ERR_INVALID_ARG_TYPE'),
    nodes('ERR_SCRIPT_EXECUTION_TIMEOUT'),
    new TypeError('x is not a function'),
    several(),
  ])('a bug, or what this machine forbids: %s', (error) => {
    expect(isOurFault(error)).toBe(false);
    expect(() => failed(error)).toThrow(error);
  });
});
