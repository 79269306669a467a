import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type ErrorCode } from 'yaml';
import { maskCredentials } from '../env/mask.ts';
import type { ConfigProblem } from './config.ts';
import { hasReference, interpolate, maskLiterals, type VariableSource } from './interpolate.ts';

export type ConfigPath = readonly (string | number)[];

/** Where a value of the file stands, and how it may be shown. */
export interface Place {
  /** Offsets into the text; of the key where the value is one of a mapping's. */
  readonly offset: number;
  readonly keyOffset: number | null;
  /** The value as it is written, before interpolation, secrets masked: what `(got …)` says. */
  readonly got: string;
  /** What interpolation put in here: never shown. Null where nothing was. */
  readonly values: readonly string[] | null;
  /** Set when interpolation failed: the value means nothing. */
  readonly broken: boolean;
  readonly children: ReadonlyMap<string | number, Place> | null;
}

/** The file as plain values, interpolated, with the place of each. */
export interface ConfigDocument {
  readonly value: unknown;
  readonly root: Place;
  readonly problems: readonly ConfigProblem[];
  /** Makes a problem of a rule that the value at a path breaks. `atKey` points at its key and shows that. */
  readonly problem: (path: ConfigPath, rule: string, options?: { atKey?: boolean }) => ConfigProblem;
}

/** More would be a mistake or an attack; a value costs about 10 bytes of a file of at most 1 MiB. */
const MAX_VALUES = 200_000;
const MAX_DEPTH = 64;
/** How often an alias may stand in the file. */
const MAX_ALIASES = 1_000;
const MAX_SHOWN = 100;
/** One slip of the pen makes a parser stumble many times. */
const MAX_MISTAKES = 20;

/** Under these keys a literal may be a credential. */
const SECRET_KEY = /^(headers|body|auth|basic|bearer|key)$|password|passwd|token|secret|credential/i;

/**
 * Parses the text of a configuration (YAML 1.2, core schema), interpolates its scalars and remembers where each
 * value stands. Never throws for what the text says: `problems` holds what is wrong with it as YAML.
 */
export function readDocument(source: string, file: string, variables: VariableSource): ConfigDocument {
  const lines = new LineCounter();
  const problems: ConfigProblem[] = [];
  const refuse = (offset: number, path: string, message: string) => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    problems.push({ file, line: Math.max(1, line), column: Math.max(1, col), path, message });
  };
  const nothing: Place = { offset: 0, keyOffset: null, got: 'nothing', values: null, broken: false, children: null };
  const result = (value: unknown, root: Place): ConfigDocument => ({
    value,
    root,
    problems,
    problem: (path, rule, options) => {
      const place = placeAt(root, path);
      const offset = (options?.atKey ? place.keyOffset : null) ?? place.offset;
      const { line, col } = lines.linePos(offset);
      const got = options?.atKey ? showKey(path) : isPresent(root, path) ? place.got : 'nothing';
      const message = `${withoutValues(rule, place)} (got ${got})`;
      return { file, line: Math.max(1, line), column: Math.max(1, col), path: formatPath(path), message };
    },
  });

  let document: Document.Parsed;
  try {
    document = parseDocument(source, {
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
      logLevel: 'silent',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(0, '', `${SYNTAX.RESOURCE_EXHAUSTION} (got more)`);
    return result(null, nothing);
  }
  // The parser's own messages quote the text around a mistake, and that may be a credential.
  const mistakes = [...document.errors, ...document.warnings];
  const tooDeep = mistakes.find((mistake) => mistake.code === 'RESOURCE_EXHAUSTION');
  for (const { pos, code } of (tooDeep === undefined ? mistakes : [tooDeep]).slice(0, MAX_MISTAKES))
    refuse(pos[0], '', `${SYNTAX[code]} (got ${signAt(source, pos[0])})`);
  if (problems.length > 0) return result(null, nothing);

  const secrets = secretScalars(document);
  const open = new Set<unknown>();
  let values = 0;
  let aliases = 0;

  const read = (node: unknown, path: ConfigPath, at: number, keyOffset: number | null): [unknown, Place] => {
    const isReference = isAlias(node);
    const target: unknown = isReference ? node.resolve(document) : node;
    const written = isReference || isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;
    // An empty value has no place of its own: its key's is where to look.
    const isEmpty = target === null || (isScalar(target) && target.value === null && target.source === '');
    const offset = isEmpty && keyOffset !== null ? keyOffset : (written ?? at);
    const place = { ...nothing, offset, keyOffset };
    const unusable = (rule: string): [unknown, Place] => {
      refuse(offset, formatPath(path), rule);
      return [undefined, { ...place, broken: true }];
    };

    values += 1;
    if (isReference) aliases += 1;
    if (isReference && target === undefined) return unusable('must be an alias of an anchor that stands before it');
    if (open.has(target) && (isMap(target) || isSeq(target))) return unusable('must not be an alias of what it is in');
    if (values === MAX_VALUES || (isReference && aliases === MAX_ALIASES + 1))
      return unusable(`must not make the file larger than ${MAX_VALUES} values or ${MAX_ALIASES} aliases`);
    if (values > MAX_VALUES || aliases > MAX_ALIASES) return [undefined, { ...place, broken: true }];
    if (path.length > MAX_DEPTH) return unusable(`must not be nested deeper than ${MAX_DEPTH} levels`);

    if (isMap(target)) {
      open.add(target);
      const value: Record<string, unknown> = {};
      const children = new Map<string | number, Place>();
      for (const pair of target.items) {
        const keyAt = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
        if (!isScalar(pair.key)) {
          refuse(keyAt, formatPath(path), 'must have keys that are plain text');
          continue;
        }
        const key = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value));
        const [child, childPlace] = read(pair.value, [...path, key], keyAt, keyAt);
        if (children.has(key))
          refuse(
            keyAt,
            formatPath([...path, key]),
            `must stand only once in its mapping (got ${showKey([...path, key])} again)`,
          );
        else {
          // By definition, not assignment: `__proto__` is a key like any other.
          Object.defineProperty(value, key, { value: child, writable: true, enumerable: true, configurable: true });
          children.set(key, childPlace);
        }
      }
      open.delete(target);
      return [value, { ...place, got: 'a mapping', children }];
    }
    if (isSeq(target)) {
      open.add(target);
      const value: unknown[] = [];
      const children = new Map<string | number, Place>();
      for (const [index, item] of target.items.entries()) {
        const [child, childPlace] = read(item, [...path, index], offset, null);
        value.push(child);
        children.set(index, childPlace);
      }
      open.delete(target);
      return [value, { ...place, got: 'a list', children }];
    }
    if (!isScalar(target)) return [null, place];

    const scalar = target.value;
    const isSecret = secrets.has(target);
    if (typeof scalar !== 'string')
      return [
        scalar,
        { ...place, got: scalar === null ? 'nothing' : isSecret ? '***' : (target.source ?? String(scalar)) },
      ];
    const got = JSON.stringify(shorten(isSecret ? maskLiterals(scalar) : maskCredentials(scalar)));
    if (!hasReference(scalar)) return [scalar, { ...place, got }];
    const interpolated = interpolate(scalar, variables);
    if (interpolated.ok) return [interpolated.text, { ...place, got, values: interpolated.values }];
    for (const rule of interpolated.rules) refuse(offset, formatPath(path), `${rule} (got ${got})`);
    return [scalar, { ...place, got, broken: true }];
  };

  const [value, root] = read(document.contents, [], 0, null);
  return result(value, root);
}

/** The place of the value at a path; of the innermost one around it where there is none. */
export function placeAt(root: Place, path: ConfigPath): Place {
  let place = root;
  for (const step of path) {
    const child = place.children?.get(step);
    if (child === undefined) return place;
    place = child;
  }
  return place;
}

function isPresent(root: Place, path: ConfigPath): boolean {
  let place: Place | undefined = root;
  for (const step of path) place = place?.children?.get(step);
  return place !== undefined;
}

/** `checks[2].expect.status[0]` */
export function formatPath(path: ConfigPath): string {
  let text = '';
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += `${text === '' ? '' : '.'}${step}`;
    else text += `[${showKey(path.slice(0, index + 1))}]`;
  }
  return text;
}

/** The last key of a path. One that can be no header's name may be a header and its value, forgotten a colon. */
function showKey(path: ConfigPath): string {
  const key = String(path.at(-1) ?? '');
  const isUnderSecret = path.slice(0, -1).some((step) => typeof step === 'string' && SECRET_KEY.test(step));
  return JSON.stringify(isUnderSecret && !/^[A-Za-z0-9_-]{1,64}$/.test(key) ? '***' : shorten(maskCredentials(key)));
}

/** What stands at an offset, without telling a letter of it. */
function signAt(source: string, offset: number): string {
  const sign = source[offset];
  if (sign === undefined) return 'the end of the file';
  if (sign === '\n' || sign === '\r') return 'the end of the line';
  return /[!-/:-@[-`{-~\t ]/.test(sign) ? JSON.stringify(sign) : 'text';
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A rule in whose words nothing stands that interpolation put in at or under this place. */
function withoutValues(rule: string, place: Place): string {
  let text = rule;
  for (const value of place.values ?? []) if (value !== '') text = text.replaceAll(value, '***');
  for (const child of place.children?.values() ?? []) text = withoutValues(text, child);
  return text;
}

/** The scalars that stand under a key of credentials, there or by an alias. */
function secretScalars(document: Document.Parsed): ReadonlySet<unknown> {
  const secrets = new Set<unknown>();
  const seen = new Set<unknown>();
  const visit = (node: unknown, isSecret: boolean): void => {
    const target: unknown = isAlias(node) ? node.resolve(document) : node;
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
  visit(document.contents, false);
  return secrets;
}

const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'must be valid YAML: an alias takes no anchor and no tag',
  BAD_ALIAS: 'must be valid YAML: an alias or anchor needs a name that does not end with a colon',
  BAD_COLLECTION_TYPE: 'must be valid YAML: the tag does not fit the value',
  BAD_DIRECTIVE: 'must be valid YAML: unknown directive',
  BAD_DQ_ESCAPE: 'must be valid YAML: unknown escape in a double-quoted text',
  BAD_INDENT: 'must be valid YAML: wrong indentation',
  BAD_PROP_ORDER: 'must be valid YAML: an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'must be valid YAML: a text that begins so must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'must be valid YAML: a mapping cannot begin on the line of another one’s key',
  BLOCK_IN_FLOW: 'must be valid YAML: no indented block inside [ ] or { }',
  DUPLICATE_KEY: 'must be valid YAML: a key must stand only once in its mapping',
  IMPOSSIBLE: 'must be valid YAML',
  KEY_OVER_1024_CHARS: 'must be valid YAML: a key has at most 1024 characters',
  MISSING_CHAR: 'must be valid YAML: a closing quote, bracket, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'must be valid YAML: a key must end on its line (a colon may be missing)',
  MULTIPLE_ANCHORS: 'must be valid YAML: a value takes one anchor',
  MULTIPLE_DOCS: 'must be one YAML document',
  MULTIPLE_TAGS: 'must be valid YAML: a value takes one tag',
  NON_STRING_KEY: 'must be valid YAML: a key must be text',
  RESOURCE_EXHAUSTION: `must not be nested deeper than ${MAX_DEPTH} levels`,
  TAB_AS_INDENT: 'must be valid YAML: indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'must be valid YAML: a tag that is not known here, or does not fit its value',
  UNEXPECTED_TOKEN: 'must be valid YAML: unexpected text',
};
