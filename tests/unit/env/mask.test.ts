import { expect, it } from 'vitest';
import { maskCredentials } from '../../../lib/env/mask.ts';

it.each([
  ['https://acme.example/a?b=c', 'https://acme.example/a?b=c'],
  ['https://acme.example:8443/@status', 'https://***@status'],
  ['https://acme.example/@status', 'https://acme.example/@status'],
  ['https://me:hunter2@acme.example/', 'https://***@acme.example/'],
  ['https://hunter2@acme.example/', 'https://***@acme.example/'],
  ['https://me:hun@ter2@acme.example/', 'https://***@acme.example/'],
  ['https://me:hun/ter2@acme.example/', 'https://***@acme.example/'],
  ['https://me:1234/hunter2@acme.example/', 'https://***@acme.example/'],
  ['htps//me:hunter2@acme.example', '***@acme.example'],
  ['me:hunter2@acme.example', '***@acme.example'],
  ['https://acme.example/?api_key=hunter2&x=1', 'https://acme.example/?api_key=***&x=1'],
  ['/path?x=1&access_token=hunter2#frag', '/path?x=1&access_token=***#frag'],
  ['plain words', 'plain words'],
])('%s is shown as %s', (text, shown) => {
  expect(maskCredentials(text)).toBe(shown);
});
