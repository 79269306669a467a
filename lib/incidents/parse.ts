import * as z from 'zod';
import { invalid, type NoticeProblem } from './errors.ts';

/**
 * What was given, checked by a schema of `input.ts`.
 *
 * @throws NoticeError `invalid`, with every broken rule
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: explain });
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.flatMap((issue) => problemsOf(issue, input)));
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown): NoticeProblem[] {
  const problem = (path: readonly PropertyKey[]): NoticeProblem => ({
    path: pathText(path),
    rule: issue.message,
    got: valueAt(input, path),
  });
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => problem([...issue.path, key]))
    : [problem(issue.path)];
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  array: 'must be a list',
  object: 'must be an object',
};

/** The rule that an issue breaks, in plain words, where the schema itself has none. */
function explain(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : (KINDS[issue.expected] ?? `must be of type ${issue.expected}`);
    case 'unrecognized_keys':
      return 'is not known here';
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    default:
      return 'is not allowed here';
  }
}

/** `checks[2]` */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );
}
