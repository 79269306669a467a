import { FunctionExpressionType, JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';
import { DEEPEST_JSON } from './json-document.ts';
import { matches } from './pattern.ts';

/** Nodes beyond these are not looked at: what all of a thousand hold is held. */
const MOST_NODES = 1_000;

const environment = new JSONPathEnvironment({ maxRecursionDepth: DEEPEST_JSON + 2 });

// RFC 9535, 2.4.6 and 2.4.7, in linear time: the pattern may come from the answer itself.
for (const [name, wrap] of [
  ['match', (pattern: string) => `^(?:${pattern})$`],
  ['search', (pattern: string) => pattern],
] as const)
  environment.functionRegister.set(name, {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call(value: unknown, pattern: unknown): boolean {
      if (typeof value !== 'string' || typeof pattern !== 'string') return false;
      try {
        return matches(wrap(pattern), value);
      } catch {
        // An invalid pattern matches nothing (2.4.6).
        return false;
      }
    },
  });

const compiled = new Map<string, JSONPathQuery>();

function compile(path: string): JSONPathQuery {
  let query = compiled.get(path);
  if (query === undefined) {
    query = environment.compile(path);
    if (compiled.size >= 1_000) compiled.clear();
    compiled.set(path, query);
  }
  return query;
}

/** Whether it is a JSONPath by RFC 9535. */
export function isJsonPath(path: string): boolean {
  try {
    compile(path);
    return true;
  } catch {
    return false;
  }
}

/** The values that a path selects in a document of `parseJson`, at most 1,000. */
export function selectValues(path: string, document: unknown): unknown[] {
  const values: unknown[] = [];
  for (const node of compile(path).lazyQuery(document as JSONValue)) {
    values.push(node.value);
    if (values.length === MOST_NODES) break;
  }
  return values;
}

/** Equality of JSON values. Recursion is bounded by `wanted`, which comes from the configuration. */
export function jsonEquals(wanted: unknown, value: unknown): boolean {
  if (wanted === value) return true;
  if (typeof wanted !== 'object' || typeof value !== 'object' || wanted === null || value === null) return false;
  if (Array.isArray(wanted) !== Array.isArray(value)) return false;
  const [wantedEntries, size] = [Object.entries(wanted), Object.keys(value).length];
  return (
    wantedEntries.length === size &&
    wantedEntries.every(([key, member]) => Object.hasOwn(value, key) && jsonEquals(member, (value as never)[key]))
  );
}
