/** Why something could not be written or found. */
export const NOTICE_ERROR_CODES = [
  /** What was given breaks a rule; `problems` tells where. */
  'invalid',
  'not_found',
  /** It has another version than `ifMatch`. */
  'precondition_failed',
  /** The Idempotency-Key was used for another request. */
  'key_reused',
  /** What is asked for cannot be done to it as it stands. */
  'wrong_state',
  /** The database is not there yet, locked for too long, or cannot be written: it may work later. */
  'unavailable',
] as const;
export type NoticeErrorCode = (typeof NOTICE_ERROR_CODES)[number];

/** A broken rule: where, the rule in plain words, and the value received. */
export interface NoticeProblem {
  /** As in `checks[2]`; empty for the whole. */
  readonly path: string;
  readonly rule: string;
  /** Undefined where nothing was given. */
  readonly got: unknown;
}

/** Thrown by everything in `Notices` that cannot be done. */
export class NoticeError extends Error {
  readonly code: NoticeErrorCode;
  /** One for each broken rule; empty unless `code` is `invalid`. */
  readonly problems: readonly NoticeProblem[];

  constructor(
    code: NoticeErrorCode,
    message: string,
    options: { problems?: readonly NoticeProblem[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NoticeError';
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** `invalid`, with all problems in the message: `path: rule (got …)`. */
export function invalid(problems: readonly NoticeProblem[]): NoticeError {
  return new NoticeError('invalid', problems.map(sentence).join('; '), { problems });
}

/** `path: rule (got …)` */
export function sentence({ path, rule, got }: NoticeProblem): string {
  const where = path === '' ? '' : `${path}: `;
  return `${where}${rule}${got === undefined ? '' : ` (got ${shown(got)})`}`;
}

/** Levels of nesting that a message shows. */
const SHOWN_DEPTH = 8;

/** A value as it may stand in a message: JSON, cut where it is long, and where it is deep. */
function shown(value: unknown): string {
  const text = JSON.stringify(shallow(value, SHOWN_DEPTH));
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

/** The outer levels of a value. What others sent may be nested deeper than `JSON.stringify` can follow. */
function shallow(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => shallow(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shallow(item, levels - 1)]));
}
