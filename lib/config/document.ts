import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Document } from 'yaml';
import { aliasTargets } from './aliases.ts';
import type { ConfigProblem } from './config.ts';
import { hasReference, interpolate, type VariableSource } from './interpolate.ts';
import { secretScalars, showKey, showText, signAt } from './shown.ts';
import { SYNTAX } from './yaml-syntax.ts';

export type ConfigPath = readonly (string | number)[];

/** Where a value of the file stands, and how it may be shown. */
export interface Place {
  /** Offsets into the text; of the key where the value is one of a mapping's. */
  readonly offset: number;
  readonly keyOffset: number | null;
  /** The value as it is written, before interpolation, secrets masked: what `(got …)` says. */
  readonly got: string;
  /** What no message may show: what interpolation put in, and literals that may be credentials. */
  readonly hidden: readonly string[];
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
/** One slip of the pen makes a parser stumble many times. */
const MAX_MISTAKES = 20;

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
  const nothing: Place = { offset: 0, keyOffset: null, got: 'nothing', hidden: [], broken: false, children: null };
  const result = (value: unknown, root: Place): ConfigDocument => ({
    value,
    root,
    problems,
    problem: (path, rule, options) => {
      const place = placeAt(root, path);
      const offset = (options?.atKey ? place.keyOffset : null) ?? place.offset;
      const { line, col } = lines.linePos(offset);
      const got = options?.atKey ? showKey(path) : isPresent(root, path) ? place.got : 'nothing';
      const message = `${withoutHidden(rule, place)} (got ${got})`;
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
      logLevel: 'error',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(0, '', `${SYNTAX.RESOURCE_EXHAUSTION} (got more)`);
    return result(null, nothing);
  }
  const mistakes = [...document.errors, ...document.warnings];
  const tooDeep = mistakes.find((mistake) => mistake.code === 'RESOURCE_EXHAUSTION');
  for (const { pos, code } of (tooDeep === undefined ? mistakes : [tooDeep]).slice(0, MAX_MISTAKES))
    refuse(pos[0], '', `${SYNTAX[code]} (got ${signAt(source, pos[0])})`);
  if (problems.length > 0) return result(null, nothing);

  const targets = aliasTargets(document);
  const secrets = secretScalars(document.contents, targets);
  const open = new Set<unknown>();
  let values = 0;
  let aliases = 0;

  const read = (node: unknown, path: ConfigPath, at: number, keyOffset: number | null): [unknown, Place] => {
    const isReference = isAlias(node);
    const target: unknown = isReference ? targets.get(node) : node;
    const written = isReference || isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;
    // An empty value has no place of its own: its key's is where to look.
    const isEmpty = target === null || (isScalar(target) && target.value === null && target.source === '');
    const offset = isEmpty && keyOffset !== null ? keyOffset : (written ?? at);
    const place = { ...nothing, offset, keyOffset };
    const unusable = (rule: string, got: string): [unknown, Place] => {
      refuse(offset, formatPath(path), `${rule} (got ${got})`);
      return [undefined, { ...place, broken: true }];
    };

    values += 1;
    if (isReference) aliases += 1;
    if (isReference && target === undefined)
      return unusable('must be an alias of an anchor that stands before it', showAlias(node));
    if (isReference && open.has(target)) return unusable('must not be an alias of what it is in', showAlias(node));
    if (values === MAX_VALUES || (isReference && aliases === MAX_ALIASES + 1))
      return unusable(`must not make the file larger than ${MAX_VALUES} values or ${MAX_ALIASES} aliases`, 'more');
    if (values > MAX_VALUES || aliases > MAX_ALIASES) return [undefined, { ...place, broken: true }];
    if (path.length > MAX_DEPTH) return unusable(`must not be nested deeper than ${MAX_DEPTH} levels`, 'more');

    if (isMap(target)) {
      open.add(target);
      const value: Record<string, unknown> = {};
      const children = new Map<string | number, Place>();
      for (const pair of target.items) {
        const keyAt = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
        if (!isScalar(pair.key)) {
          refuse(keyAt, formatPath(path), `must have keys that are plain text (got ${kindOf(pair.key)})`);
          continue;
        }
        const key = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? String(pair.key.value));
        if (key === '__proto__') {
          refuse(keyAt, formatPath([...path, key]), 'is not a known key (got "__proto__")');
          continue;
        }
        const [child, childPlace] = read(pair.value, [...path, key], keyAt, keyAt);
        if (children.has(key))
          refuse(
            keyAt,
            formatPath([...path, key]),
            `must stand only once in its mapping (got ${showKey([...path, key])})`,
          );
        else {
          value[key] = child;
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
      return [scalar, { ...place, got: scalar === null ? 'nothing' : isSecret ? '***' : (target.source ?? 'a value') }];
    const got = showText(scalar, isSecret);
    const hidden = isSecret ? [scalar] : [];
    if (!hasReference(scalar)) return [scalar, { ...place, got, hidden }];
    const interpolated = interpolate(scalar, variables);
    if (interpolated.ok) return [interpolated.text, { ...place, got, hidden: [...hidden, ...interpolated.values] }];
    for (const rule of interpolated.rules) refuse(offset, formatPath(path), `${rule} (got ${got})`);
    return [scalar, { ...place, got, broken: true }];
  };

  const [value, root] = read(document.contents, [], 0, null);
  return result(value, root);
}

function kindOf(node: unknown): string {
  return isAlias(node) ? showAlias(node) : isSeq(node) ? 'a list' : isMap(node) ? 'a mapping' : 'nothing';
}

/** An anchor's name is no value, but what stands at an asterisk may have been meant as one. */
function showAlias(alias: Alias): string {
  return /^[A-Za-z0-9_-]{1,40}$/.test(alias.source) ? `*${alias.source}` : 'an alias';
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

/**
 * A rule in whose words nothing hidden stands, of this place or under it: it may quote, as `…`, a part of the value.
 * Shorter values than eight characters are not looked for, since they are parts of words.
 */
function withoutHidden(rule: string, place: Place): string {
  let text = place.hidden.length > 0 ? rule.replace(/`.*`/s, '***') : rule;
  for (const value of place.hidden) if (value.length >= 8) text = text.replaceAll(value, '***');
  for (const child of place.children?.values() ?? []) text = withoutHidden(text, child);
  return text;
}
