import { connect, isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Phases } from '../model.ts';
import type { ProbeContext } from './check.ts';
import { certificateCode, ProbeFailure } from './errors.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls?: {
    /** PEM. Trusted instead of the well-known authorities. */
    readonly ca?: string;
    readonly verify: boolean;
    /** The name that is asked for and that the certificate must be for. Default is the host. */
    readonly servername?: string;
  };
}

export interface Connection {
  readonly socket: Socket;
  /** dns, connect and, with TLS, tls. */
  readonly phases: Phases;
  /** Monotonic, ms: when the look-up began and when the connection stood. */
  readonly startedAt: number;
  readonly openedAt: number;
}

/** What is learnt on the way and stays true even if the connection then fails. */
export interface Learnt {
  /** `notAfter` of the leaf certificate, Unix ms: the soonest of all that were seen. */
  certificateExpiresAt?: number;
}

/**
 * Opens a connection. Nothing has been sent over it yet: a certificate is judged first.
 * Rejects with a system error, a `ProbeFailure`, or the reason of the signal; the socket is closed then. One that
 * stands is closed by the signal, too, for as long as it lives.
 */
export async function openConnection(
  endpoint: Endpoint,
  { signal, now }: Pick<ProbeContext, 'signal' | 'now'>,
  learnt: Learnt = {},
): Promise<Connection> {
  signal.throwIfAborted();
  const { host, port, tls } = endpoint;
  const secureContext = tls === undefined ? null : trust(tls.ca);
  const startedAt = now();
  // noDelay: behind a handshake the request must not wait for an acknowledgement. Otherwise it is the first to be sent.
  // Half a second an address: at Node's quarter, far hosts lose to addresses that lead nowhere.
  const raw = connect({ host, port, noDelay: tls !== undefined, autoSelectFamilyAttemptTimeout: 500 });
  let socket: Socket = raw;
  // One listener for the life of the connection: each costs more than a socket's own.
  const onAbort = () => {
    socket.destroy();
    raw.destroy();
  };
  signal.addEventListener('abort', onAbort);
  raw.once('close', () => signal.removeEventListener('abort', onAbort));
  try {
    let lookedUpAt = startedAt;
    // Once an address; the first tells when the look-up was over. Absent for IP addresses.
    raw.once('lookup', () => (lookedUpAt = now()));
    await event(raw, 'connect', signal);
    const connectedAt = now();
    const phases: Phases = { dns: lookedUpAt - startedAt, connect: connectedAt - lookedUpAt };
    if (tls === undefined || secureContext === null) return { socket, phases, startedAt, openedAt: connectedAt };

    const name = tls.servername ?? host;
    const secure = connectTls({
      socket: raw,
      host: name,
      // A server name is never an address (RFC 6066, 3).
      servername: isIP(name) === 0 ? name.replace(/\.$/, '') : '',
      secureContext,
      ALPNProtocols: ['http/1.1'],
      // Judged below, so that the end of an invalid certificate is learnt, too.
      rejectUnauthorized: false,
    });
    socket = secure;
    secure.once('close', () => raw.destroy());
    await event(secure, 'secureConnect', signal);
    const openedAt = now();
    learnCertificate(secure, learnt);
    if (tls.verify && !secure.authorized) throw untrusted(secure, name);
    return { socket, phases: { tls: openedAt - connectedAt, ...phases }, startedAt, openedAt };
  } catch (error) {
    socket.destroy();
    raw.destroy();
    throw error;
  }
}

let wellKnown: SecureContext | null = null;

/** What is trusted: the given authorities only, or the well-known ones. A bad text is a fault of ours and throws. */
function trust(ca: string | undefined): SecureContext {
  if (ca !== undefined) return createSecureContext({ ca });
  return (wellKnown ??= createSecureContext());
}

function learnCertificate(socket: TLSSocket, learnt: Learnt): void {
  const validTo = socket.getPeerX509Certificate()?.validTo;
  const expiresAt = validTo === undefined ? NaN : Date.parse(validTo);
  if (!Number.isNaN(expiresAt))
    learnt.certificateExpiresAt = Math.min(expiresAt, learnt.certificateExpiresAt ?? Infinity);
}

function untrusted(socket: TLSSocket, name: string): ProbeFailure {
  // Typed as an Error, but it is its code.
  const code = certificateCode(String(socket.authorizationError));
  const mismatch = code === 'certificate_name_mismatch' ? checkServerIdentity(name, socket.getPeerCertificate()) : null;
  return new ProbeFailure(code, mismatch?.message ?? `certificate refused: ${String(socket.authorizationError)}`);
}

/** Waits for an event; an error, an early end or the signal, which closes the socket, reject. */
function event(socket: Socket, name: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () =>
      reject(
        signal.aborted ? (signal.reason as Error) : new ProbeFailure('connection_closed', 'connection closed early'),
      );
    socket.once(name, () => {
      socket.off('close', onClose);
      resolve();
    });
    socket.once('close', onClose);
    // Stays: a socket without a listener for errors would end the process.
    socket.on('error', reject);
  });
}
