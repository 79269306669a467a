import type { Update } from '../model.ts';
import { invalid, NoticeError } from './errors.ts';
import { LIMITS } from './input.ts';
import { renderMarkdown } from './markdown.ts';

/** What a change takes from outside: decisions are pure. */
export interface Writing {
  /** Unix ms. */
  readonly now: number;
  readonly newId: () => string;
  /** Ids of the checks that there are. */
  readonly checks: readonly string[];
  /** The site's time zone. */
  readonly timezone: string;
}

/** How far ahead of our clock the clock of whoever writes may be, ms. */
const SKEW = 60_000;
/** Ids that a message lists, at most. */
const LISTED = 50;

/** The moment that something happened: as given, else now. Never after now. */
export function moment(path: string, at: number | undefined, now: number): number {
  if (at === undefined) return now;
  if (at > now + SKEW) throw invalid([{ path, rule: 'must not be in the future', got: new Date(at).toISOString() }]);
  return Math.min(at, now);
}

/** When a change to something is known to have been made: it moves each time, and never goes back. */
export function changeTime(now: number, before: number): number {
  return Math.max(now, before + 1);
}

/** Ids of checks, each once. Those that a notice has already may stay though their check has gone. */
export function knownChecks(given: readonly string[], writing: Writing, had: readonly string[] = []): string[] {
  const known = new Set([...writing.checks, ...had]);
  const problems = given.flatMap((id, index) =>
    known.has(id)
      ? []
      : [{ path: `checks[${index}]`, rule: `must be the id of a check; ${told(writing.checks)}`, got: id }],
  );
  if (problems.length > 0) throw invalid(problems);
  return [...new Set(given)];
}

function told(ids: readonly string[]): string {
  if (ids.length === 0) return 'there are none';
  const more = ids.length > LISTED ? ` and ${ids.length - LISTED} more` : '';
  return `there are ${ids.slice(0, LISTED).join(', ')}${more}`;
}

/** A new update, rendered. */
export function newUpdate<Status>(status: Status, body: string, at: number, writing: Writing): Update<Status> {
  const { now, newId } = writing;
  return { id: newId(), status, body, html: renderMarkdown(body), at, createdAt: now, updatedAt: now };
}

/** Updates in their order: newest first by when they were, then by when they were written. */
export function inOrder<Status>(updates: readonly Update<Status>[]): Update<Status>[] {
  if (updates.length > LIMITS.updates)
    throw new NoticeError('wrong_state', `it has ${LIMITS.updates} updates, and may not have more`);
  return [...updates].sort((a, b) => b.at - a.at || b.createdAt - a.createdAt);
}

/** Refuses a change that names nothing to change. */
export function demandSome(input: Readonly<Record<string, unknown>>, keys: readonly string[]): void {
  if (keys.every((key) => input[key] === undefined))
    throw invalid([{ path: '', rule: `must have at least one of ${keys.join(', ')}`, got: undefined }]);
}

/** Whether two lists of ids are the same, order included. */
export function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
