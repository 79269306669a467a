import { reasonOf, withoutNewline, type Variables } from '../env/environment.ts';

/** Where the values of variables come from. */
export interface VariableSource {
  readonly env: Variables;
  /** Reads a whole file as UTF-8; throws when it cannot. */
  readonly readFile: (path: string) => string;
}

export type Interpolation =
  /** `values` are what was put in: what no message may show. */
  | { readonly ok: true; readonly text: string; readonly values: readonly string[] }
  /** Every rule that the text breaks. */
  | { readonly ok: false; readonly rules: readonly string[] };

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Puts variables into a scalar: `${VAR}`, `${VAR:-default}`; `$${` stands for a literal `${`.
 * An empty variable counts as unset, and `VAR_FILE` names a file that holds `VAR` when that is unset.
 */
export function interpolate(text: string, source: VariableSource): Interpolation {
  const rules: string[] = [];
  const values: string[] = [];
  const result = text.replace(REFERENCE, (reference: string, name?: string, fallback?: string) => {
    if (reference === '$${') return '${';
    if (name === undefined) {
      rules.push('must refer to a variable as ${NAME} or ${NAME:-default}, and have $${ where ${ itself is meant');
      return reference;
    }
    const found = valueOf(name, source);
    if ('rule' in found) rules.push(found.rule);
    else if (found.value !== null) values.push(found.value);
    else if (fallback === undefined)
      rules.push(`must have a value for its variable: neither ${name} nor ${name}_FILE is set, and it has no default`);
    return 'rule' in found ? reference : (found.value ?? fallback ?? reference);
  });
  return rules.length > 0 ? { ok: false, rules } : { ok: true, text: result, values };
}

/** Whether a text says something else than it means: then it is shown as it is written. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** A text with everything but the names of its variables replaced by `***`. */
export function maskLiterals(text: string): string {
  let masked = '';
  let end = 0;
  for (const match of text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\}/g)) {
    if (text[match.index - 1] === '$') continue;
    masked += `${match.index > end ? '***' : ''}\${${match[1] ?? ''}${match[2] === undefined ? '' : ':-***'}}`;
    end = match.index + match[0].length;
  }
  return masked + (end < text.length || text === '' ? '***' : '');
}

function valueOf(name: string, { env, readFile }: VariableSource): { value: string | null } | { rule: string } {
  const value = env[name];
  if (value) return { value };
  const path = env[`${name}_FILE`];
  if (!path) return { value: null };
  try {
    return { value: withoutNewline(readFile(path)) };
  } catch (cause) {
    return { rule: `must have a readable file for its variable: ${name}_FILE names none (${reasonOf(cause)})` };
  }
}
