/** What stands wrong in a text that should be JSON. */
export interface JsonFault {
  /** In plain words, with the place: `unexpected "}" at line 3, column 7`. */
  readonly detail: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The value of a text, or where it is no JSON (RFC 8259): `JSON.parse` does not tell the place of every fault. */
export function parseJson(text: string): { readonly value: unknown } | JsonFault {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { detail: describe(text, faultAt(text)) };
  }
}

function describe(text: string, at: number): string {
  const lines = text.slice(0, at).split(/\r\n|\n|\r/);
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const what = at >= text.length ? 'unexpected end' : `unexpected ${JSON.stringify(character)}`;
  return `${what} at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** The offset of the first character that cannot stand where it stands. */
function faultAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let at = skip(text, 0);
  // What may come next: a value, a value or the end of the list that has just begun, a key, …
  let expected: 'value' | 'first-value' | 'first-key' | 'key' | 'more' = 'value';
  for (;;) {
    const character = text.charAt(at);
    const closes = open.at(-1) === '{' ? '}' : ']';
    const mayClose = expected === 'first-value' || expected === 'first-key' || expected === 'more';
    if (mayClose && open.length > 0 && character === closes) {
      open.pop();
      at += 1;
      expected = 'more';
    } else if (expected === 'more') {
      if (open.length === 0 || character !== ',') return at;
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'first-key') {
      const end = character === '"' ? scalarEnd(text, at) : at;
      if (end === at) return at;
      at = skip(text, end);
      if (text.charAt(at) !== ':') return at;
      at += 1;
      expected = 'value';
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      expected = character === '{' ? 'first-key' : 'first-value';
    } else {
      const end = scalarEnd(text, at);
      if (end === at) return at;
      at = end;
      expected = 'more';
    }
    at = skip(text, at);
  }
}

function scalarEnd(text: string, at: number): number {
  SCALAR.lastIndex = at;
  return SCALAR.test(text) ? SCALAR.lastIndex : at;
}

function skip(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}
