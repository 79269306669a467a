import * as z from 'zod';
import { wrongParameter, type Problem } from '../formats/problem.ts';

/** What a query asks for, or why it cannot be answered. */
export type Query<Shape extends z.ZodRawShape> =
  { readonly query: z.output<z.ZodObject<Shape>> } | { readonly problem: Problem };

/**
 * Reads the parameters that a definition names; others are passed over. One that is an array may be repeated, in
 * which case each value counts once; any other may not have several values.
 */
export function readQuery<Shape extends z.ZodRawShape>(
  definition: z.ZodObject<Shape>,
  parameters: URLSearchParams,
): Query<Shape> {
  const given: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(definition.shape)) {
    const values = [...new Set(parameters.getAll(name))];
    if (isList(schema)) given[name] = values;
    else if (values.length > 1)
      return { problem: wrongParameter(name, 'must be given once', values.join(', '), choices(schema)) };
    else given[name] = values[0];
  }
  const read = definition.safeParse(given);
  if (read.success) return { query: read.data };
  const [issue] = read.error.issues;
  const name = String(issue?.path[0]);
  const known = choices(definition.shape[name]);
  const rule = known.length === 0 ? (issue?.message ?? 'is not valid') : `must be one of ${known.join(', ')}`;
  return { problem: wrongParameter(name, rule, JSON.stringify(given[name]), known) };
}

/** Whether a parameter may be repeated. */
export function isList(schema: unknown): boolean {
  return innermost(schema) instanceof z.ZodArray;
}

/** The values that a parameter can have, where there is a list of them. */
function choices(schema: unknown): readonly string[] {
  const inner = innermost(schema);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : [];
}

function innermost(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
    inner = inner.unwrap();
  return inner;
}
