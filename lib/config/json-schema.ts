import * as z from 'zod';
import { configFile } from './schema.ts';

type Json = { [key: string]: unknown };

/** Keywords that narrow a scalar, so that a reference to a variable would not match. */
const NARROWING = ['enum', 'pattern', 'format'];
/** Keywords that say something about a value without judging it: they stay where an editor looks. */
const TELLING = ['title', 'description', 'default', 'examples', 'deprecated'];

/**
 * The JSON Schema (2020-12) of the configuration file, for completion in editors: made of the definition by which
 * it is read. A scalar may also be a text with `${VARIABLE}` in it.
 */
export function configJsonSchema(): Json {
  const { $schema, ...schema } = z.toJSONSchema(configFile, { io: 'input', unrepresentable: 'any' }) as Json;
  return {
    $schema,
    title: 'Allswell configuration',
    description: 'What allswell.config.yaml may hold',
    ...(interpolable(schema) as Json),
    $defs: {
      ...(interpolable(schema['$defs'] ?? {}) as Json),
      variable: { type: 'string', pattern: '\\$\\{', description: '${VARIABLE} or ${VARIABLE:-default}' },
    },
  };
}

/** The schema with a reference to a variable accepted wherever a scalar is. */
function interpolable(schema: unknown, key = ''): unknown {
  if (Array.isArray(schema)) return schema.map((item) => interpolable(item));
  if (!isObject(schema)) return schema;
  // These map names to schemas; none of the names is a keyword.
  if (key === 'properties' || key === '$defs') return mapValues(schema, (value) => interpolable(value));
  const alternatives = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isObject) : [schema];
  if (alternatives.some(isNarrowScalar)) {
    const telling = Object.entries(schema).filter(([keyword]) => TELLING.includes(keyword));
    const rest = Object.entries(schema).filter(([keyword]) => !TELLING.includes(keyword));
    const anyOf = 'anyOf' in schema ? alternatives : [Object.fromEntries(rest)];
    const others = anyOf.map((one) => (isNarrowScalar(one) ? one : interpolable(one)));
    return { ...Object.fromEntries(telling), anyOf: [...others, { $ref: '#/$defs/variable' }] };
  }
  // Keys are never interpolated, and neither are the values that a schema quotes.
  const kept = ['propertyNames', 'default', 'examples', 'const', 'enum', 'required'];
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [
      keyword,
      kept.includes(keyword) ? value : interpolable(value, keyword),
    ]),
  );
}

/** A text of any kind already takes every reference; a check's type is what tells the alternatives apart. */
function isNarrowScalar(schema: Json): boolean {
  const type = String(schema['type']);
  if (type === 'string') return !('const' in schema) && NARROWING.some((keyword) => keyword in schema);
  return ['number', 'integer', 'boolean'].includes(type);
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
