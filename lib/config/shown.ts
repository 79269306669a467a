import { isMap, isScalar, isSeq } from 'yaml';
import type { AliasTargets } from './aliases.ts';
import { maskCredentials } from '../env/mask.ts';
import { maskLiterals } from './interpolate.ts';

/** How much of a text a message shows. */
const MAX_SHOWN = 100;

/** Under these keys a literal may be a credential. */
const SECRET_KEY = /^(headers|body|auth|basic|bearer|key)$|password|passwd|token|secret|credential/i;

/** A text of the file for a message. A secret one is shown as nothing but the variables in it. */
export function showText(text: string, isSecret: boolean): string {
  return JSON.stringify(shorten(isSecret ? maskLiterals(text) : maskCredentials(text)));
}

/** The last key of a path. One that can be no header's name may be a header and its value, forgotten a colon. */
export function showKey(path: readonly (string | number)[]): string {
  const key = String(path.at(-1) ?? '');
  const isUnderSecret = path.slice(0, -1).some((step) => typeof step === 'string' && SECRET_KEY.test(step));
  return JSON.stringify(isUnderSecret && !/^[A-Za-z0-9_-]{1,64}$/.test(key) ? '***' : shorten(maskCredentials(key)));
}

/** What stands at an offset, without telling a letter of it. */
export function signAt(source: string, offset: number): string {
  const sign = source[offset];
  if (sign === undefined) return 'the end of the file';
  if (sign === '\n' || sign === '\r') return 'the end of the line';
  return /[!-/:-@[-`{-~\t ]/.test(sign) ? JSON.stringify(sign) : 'text';
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** The scalars that stand under a key of credentials, there or by an alias. */
export function secretScalars(root: unknown, targets: AliasTargets): ReadonlySet<unknown> {
  const secrets = new Set<unknown>();
  const seen = new Set<unknown>();
  const visit = (node: unknown, isSecret: boolean): void => {
    const target = targets.has(node) ? targets.get(node) : node;
    if (isScalar(target)) {
      if (isSecret) secrets.add(target);
      return;
    }
    if (secrets.has(target) || (seen.has(target) && !isSecret)) return;
    (isSecret ? secrets : seen).add(target);
    if (isSeq(target)) for (const item of target.items) visit(item, isSecret);
    if (isMap(target))
      for (const pair of target.items)
        visit(pair.value, isSecret || (isScalar(pair.key) && SECRET_KEY.test(String(pair.key.value))));
  };
  visit(root, false);
  return secrets;
}
