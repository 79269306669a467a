import { expect, test } from 'vitest';
import { readJson } from '../../../app/api/request-json.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function read(headers: Record<string, string>, body: string) {
  return readJson(new Request('http://localhost/', { method: 'POST', headers, body }), 'needed');
}

test.each([
  [{ 'content-type': 'Application/JSON; charset=utf-8' }],
  [{ ...JSON_TYPE, 'content-encoding': 'identity' }],
])('%j is taken', async (headers) => expect(await read(headers, '{"a":1}')).toMatchObject({ value: { a: 1 } }));

test.each([
  [{ 'content-type': 'text/plain' }, { accept: 'application/json' }],
  [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, { 'accept-encoding': 'identity' }],
])('%j is refused, and the answer tells what is taken', async (headers, taken) => {
  const refused = await read(headers, '{"a":1}');
  expect(refused).toMatchObject({ problem: { status: 415 } });
  expect(Object.fromEntries(new Headers('headers' in refused ? refused.headers : {}))).toEqual(taken);
});
