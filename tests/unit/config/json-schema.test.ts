import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { checkTypes } from '../../../lib/checks/registry.ts';
import { configJsonSchema } from '../../../lib/config/json-schema.ts';

const schema = configJsonSchema();
const example = readFileSync(new URL('../../../allswell.config.example.yaml', import.meta.url), 'utf8');

/** Whether an editor would accept it: by zod's own reader of JSON Schema. */
function accepts(value: unknown): boolean {
  return z.fromJSONSchema(schema).safeParse(value).success;
}

it('is a titled JSON Schema of 2020-12 that says all it means in JSON', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Allswell configuration',
    type: 'object',
    additionalProperties: false,
  });
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

it('has one alternative a type of check, told apart by `type`', () => {
  const { checks } = schema['properties'] as { checks: { items: { oneOf: Record<string, unknown>[] } } };
  const alternatives = checks.items.oneOf as { properties: { type: { const: string } }; required: string[] }[];
  expect(alternatives.map((one) => one.properties.type.const)).toEqual(Object.keys(checkTypes));
  for (const one of alternatives) expect(one.required).toEqual(expect.arrayContaining(['id', 'name', 'type']));
});

it('describes every key', () => {
  const silent: string[] = [];
  const visit = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties')
        for (const [name, property] of Object.entries(value as Record<string, { description?: string }>))
          if (property.description === undefined) silent.push(`${path}.${name}`);
      visit(value, `${path}.${key}`);
    }
  };
  visit(schema, '');
  expect(silent).toEqual([]);
});

it('accepts the example', () => {
  expect(accepts(parseYaml(example))).toBe(true);
});

it.each([
  ['a variable for a number', { defaults: { retries: '${RETRIES}' } }, true],
  ['a variable for a boolean', { uptime: { countMaintenance: '${COUNT:-true}' } }, true],
  ['a variable for a duration', { defaults: { interval: '${INTERVAL:-30s}' } }, true],
  ['a variable for a port', { checks: [{ id: 'a', name: 'A', type: 'tcp', host: 'a', port: '${PORT}' }] }, true],
  ['a variable for a severity', { checks: [{ id: 'a', name: 'A', type: 'memory', severity: '${S}' }] }, true],
  ['another text for a number', { defaults: { retries: 'many' } }, false],
  ['another text for a duration', { defaults: { interval: 'soon' } }, false],
  ['an unknown key', { sites: {} }, false],
  ['a key of another type', { checks: [{ id: 'a', name: 'A', type: 'memory', url: 'x' }] }, false],
  ['an unknown type', { checks: [{ id: 'a', name: 'A', type: 'ping' }] }, false],
])('%s', (_case, value, isGood) => {
  expect(accepts(value)).toBe(isGood);
});
