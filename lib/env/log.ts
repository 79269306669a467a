import { iso, type Log, type LogFields, type LogValue } from '../model.ts';

/** Where a record goes and whose clock dates it. Default is stderr and the wall clock. */
export interface LogOptions {
  readonly write?: (line: string) => void;
  readonly now?: () => number;
}

/** The most of one text that a record holds: what a target says may be long. */
const MAX_LENGTH = 4_096;

/**
 * A log that writes one line a record: `2026-01-31T12:00:00.000Z info worker message key=value key="a value"`.
 * Nothing that is logged can end a line, begin another or move the cursor of a terminal.
 */
export function createLog(role: string, options: LogOptions = {}): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const now = options.now ?? Date.now;
  const record = (level: string) => (message: string, fields?: LogFields) =>
    write(`${iso(now())} ${level} ${role} ${escape(message)}${formatFields(fields ?? {})}\n`);
  return { info: record('info'), warn: record('warn'), error: record('error') };
}

function formatFields(fields: LogFields): string {
  let text = '';
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined) text += ` ${key.replace(/[^\w.-]/g, '_')}=${formatValue(value)}`;
  return text;
}

function formatValue(value: Exclude<LogValue, undefined>): string {
  const text = value instanceof Error ? value.message : String(value);
  const escaped = escape(text.replace(/[\\"]/g, '\\$&'));
  return /^[^\s="\\]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** Control characters, line and paragraph separators, and those that reorder the text of a terminal. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(
    UNSAFE,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
