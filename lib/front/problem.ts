import { STATUS_CODES } from 'node:http';

/** Something that the front refuses or could not do, as an RFC 9457 problem. */
export class FrontProblem extends Error {
  readonly code = 'FRONT_PROBLEM';
  readonly status: number;
  /** Further headers of the answer, lower case. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(detail, { cause });
    this.name = 'FrontProblem';
    this.status = status;
    this.headers = headers;
  }
}

/** The body of a problem: what failed in plain words, and nothing about our inside. */
export function problemBody(status: number, detail: string): Buffer {
  return Buffer.from(
    `${JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail })}\n`,
  );
}
