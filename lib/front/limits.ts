/** The bounds of the server around Next. Lengths in ms, sizes in bytes. */
export interface FrontLimits {
  /** For the whole of a request's head. Default is 10 s. */
  readonly headersTimeout: number;
  /** For the whole of a request, its body included. Default is 30 s. */
  readonly requestTimeout: number;
  /** How long an idle connection is kept. Default is 65 s, more than the 60 s of the usual proxies. */
  readonly keepAliveTimeout: number;
  /** Without a byte in either direction, a connection is ended. Default is 75 s. */
  readonly idleTimeout: number;
  /** From the request's end to the answer's start. Default is 30 s. */
  readonly answerTimeout: number;
  /** Default is 4,096; more are closed at once. */
  readonly maxConnections: number;
  readonly maxHeaderSize: number;
  /** Of the request's target. Default is 8 KiB. */
  readonly maxTargetLength: number;
  /** Of a request's body. Default is 1 MiB. */
  readonly maxRequestBody: number;
  /** Of an answer held in memory. Default is 64 MiB. */
  readonly maxAnswerBody: number;
  /** For the answers kept by revision, and once more for the static ones. Default is 64 MiB. */
  readonly keptBytes: number;
  /** An answer asked for twice within this time is rendered ahead when the revision moves. Default is 10 s. */
  readonly renewWithin: number;
  /** Answers rendered ahead at a time. Default is 2. */
  readonly renewConcurrency: number;
}

export const DEFAULT_LIMITS: FrontLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  idleTimeout: 75_000,
  answerTimeout: 30_000,
  maxConnections: 4_096,
  maxHeaderSize: 16_384,
  maxTargetLength: 8_192,
  maxRequestBody: 1_048_576,
  maxAnswerBody: 67_108_864,
  keptBytes: 67_108_864,
  renewWithin: 10_000,
  renewConcurrency: 2,
};
