import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PATHS } from '../../../lib/api/paths.ts';
import { outputs, inputs } from '../../../lib/api/components.ts';
import { openApiDocument } from '../../../lib/api/document.ts';
import { healthPlusSchema, healthSchema, historySchema, resultSchema } from '../../../lib/api/health-schemas.ts';
import { noticeProblem } from '../../../lib/api/notice-problem.ts';
import { METHODS } from '../../../lib/api/operation.ts';
import { problemSchema } from '../../../lib/api/problem-schema.ts';
import { renderProblem } from '../../../lib/formats/problem.ts';
import { invalid, NoticeError, NOTICE_ERROR_CODES } from '../../../lib/incidents/errors.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../formats/golden', name), 'utf8')) as unknown;

/** As it is told: what is not in the definition may not be in the answer. */
function faults(schema: z.ZodType, value: unknown): unknown {
  return z.fromJSONSchema(z.toJSONSchema(schema)).safeParse(value).error?.issues ?? [];
}

describe('what the formats write is what the definitions say', () => {
  test.each([
    ['public.json', healthSchema],
    ['token.json', healthSchema],
    ['empty.json', healthSchema],
    ['public.health.json', healthPlusSchema],
    ['token.health.json', healthPlusSchema],
    ['empty.health.json', healthPlusSchema],
    ['history.json', historySchema],
    ['result.json', resultSchema],
  ])('%s', (name, schema) => expect(faults(schema, golden(name))).toEqual([]));

  test('and no more', () => {
    expect(faults(healthSchema, { ...(golden('public.json') as object), more: 1 })).not.toEqual([]);
  });
});

test('every example is what its definition says', () => {
  const wrong = Object.entries(PATHS).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const { answers = {}, body } = item[method] ?? {};
      const examples = Object.values(answers).flatMap(({ content = {}, example }) =>
        example === undefined ? [] : [{ schema: Object.values(content).find((one) => one !== null), example }],
      );
      return [...examples, ...(body === undefined ? [] : [{ schema: body.schema, example: body.example }])]
        .filter(({ schema, example }) => schema?.safeParse(example).success !== true)
        .map(({ example }) => `${method} ${path}: ${JSON.stringify(example)}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('every body of the document has a name, and every name is of a body or of a part of one', () => {
  const text = JSON.stringify(openApiDocument(PATHS, '1.2.3'));
  const document = JSON.parse(text) as { info: { version: string }; components: { schemas: Record<string, object> } };
  expect(document.info.version).toBe('1.2.3');
  const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(Object.keys(document.components.schemas).filter((name) => !named.includes(name))).toEqual([]);
  expect(named.filter((name = '') => !(name in document.components.schemas))).toEqual([]);
  expect([...outputs._idmap.keys()].filter((name) => inputs._idmap.has(name))).toEqual([]);
});

describe('what cannot be written', () => {
  test.each(NOTICE_ERROR_CODES)('%s is a problem', (code) => {
    const problem = noticeProblem(new NoticeError(code, 'why'));
    expect(problem).toMatchObject({ detail: 'why' });
    expect(problemSchema.safeParse(JSON.parse(renderProblem(problem, '/x'))).error).toBeUndefined();
  });

  test('tells each value that breaks a rule by a pointer to it', () => {
    const broken = invalid([
      { path: 'checks[2]', rule: 'is no check', got: 'nope' },
      { path: 'title', rule: 'is required', got: undefined },
      { path: '', rule: 'must be an object', got: 3 },
    ]);
    expect(noticeProblem(broken)).toEqual({
      status: 422,
      title: 'Unprocessable Content',
      detail: 'checks[2]: is no check (got "nope"); title: is required; must be an object (got 3)',
      errors: [
        { pointer: '#/checks/2', detail: 'is no check (got "nope")' },
        { pointer: '#/title', detail: 'is required' },
        { pointer: '#', detail: 'must be an object (got 3)' },
      ],
    });
  });
});
