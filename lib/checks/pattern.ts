import { Script, createContext } from 'node:vm';
import { RE2JS } from 're2js';

const LONGEST_PATTERN = 1_000;

/** How long one look at an answer may keep this process from everything else, ms. */
const BUDGET = 500;

const compiled = new Map<string, RE2JS>();

/** The compiled pattern; patterns come from the configuration, so there are few. Throws when it is invalid. */
function compile(pattern: string): RE2JS {
  let regex = compiled.get(pattern);
  if (regex === undefined) {
    regex = RE2JS.compile(pattern);
    if (compiled.size >= 1_000) compiled.clear();
    compiled.set(pattern, regex);
  }
  return regex;
}

/** What is wrong with a pattern, as a message, or null. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > LONGEST_PATTERN) return `must be a regular expression of at most ${LONGEST_PATTERN} characters`;
  try {
    compile(pattern);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    return `must be a regular expression that RE2 accepts: ${reason}`;
  }
}

/** Whether the pattern matches somewhere in the text. Linear in the text, whatever the pattern. */
export function matches(pattern: string, text: string): boolean {
  return compile(pattern).test(text);
}

const script = new Script('work()');
// One for all: they are dear to make.
const realm = { work: (): unknown => undefined };
createContext(realm);

/**
 * Does synchronous work over what a target sent, and throws when it takes more than 500 ms: then the answer could
 * not be judged, which is no fault of the target's. (Node bounds running code in `vm` only; nothing is sandboxed.)
 */
export function withinBudget<T>(work: () => T): T {
  const outcome: T[] = [];
  realm.work = () => void outcome.push(work());
  try {
    script.runInContext(realm, { timeout: BUDGET });
  } finally {
    realm.work = () => undefined;
  }
  return outcome[0] as T;
}
