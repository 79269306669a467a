import { BUSY, NOT_ANSWERING, type Problem } from '../../lib/formats/problem.ts';
import type { Audience, CheckHistory, Range } from '../../lib/model.ts';
import { readHistory } from '../../lib/status/status.ts';

/** All reads of the database are one queue: beyond this many, who comes is told to come again. */
const MOST = 32;

const KEY = Symbol.for('allswell.history-reads');

/** One count a process, however often this module is loaded. */
function underWay(): { count: number } {
  const home = globalThis as { [KEY]?: { count: number } };
  return (home[KEY] ??= { count: 0 });
}

/** `readHistory` while there is room for it in the queue; a problem where there is none, or the database fails. */
export async function readHistoryInTurn(
  audience: Audience,
  check: string,
  range: Range,
): Promise<{ readonly history: CheckHistory | null } | { readonly problem: Problem }> {
  const reads = underWay();
  if (reads.count >= MOST) return { problem: BUSY };
  reads.count += 1;
  try {
    return { history: await readHistory(audience, check, range) };
  } catch {
    return { problem: NOT_ANSWERING }; // the source has logged why
  } finally {
    reads.count -= 1;
  }
}
