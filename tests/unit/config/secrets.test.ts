import { expect, it } from 'vitest';
import { refusal } from './surroundings.ts';

const SECRET = 'hunter2-hunter2';
const env = {
  TOKEN: SECRET,
  CLASS: 'x\\p{hunter2}y',
  URL: `https://me:${SECRET}@acme.example:99999/`,
  NAME: `${SECRET}\n`,
};

/** Every way to write a secret where something is wrong with it or beside it. */
it.each([
  ['a header', `headers: { A: [${SECRET}] }`],
  ['a header with a line break', `headers: { A: "${SECRET}\\n" }`],
  ['headers as text', `headers: "Authorization: ${SECRET}"`],
  ['headers as a list', `headers: ["Authorization: ${SECRET}"]`],
  ['a header without its colon', `headers: { "Authorization ${SECRET}": }`],
  ['a header twice', `headers: { "A: ${SECRET}": x, "A: ${SECRET}": x }`],
  ['a body', `body: [${SECRET}]`],
  ['an expected body', `expect: { body: [${SECRET}] }`],
  ['an expression', `expect: { body: { matches: "(${SECRET}" } }`],
  ['an interpolated expression', 'expect: { body: { matches: "(${TOKEN}" } }'],
  ['a part of an expression', "expect: { body: { matches: 'x\\p{hunter2}y' } }"],
  ['a part of an interpolated expression', 'expect: { headers: { A: { matches: "${CLASS}" } } }'],
  ['an unset variable beside it', `headers: { A: "${SECRET}\${NONE}" }`],
  ['a default of a header', `headers: { A: "\${NONE:-${SECRET}}\\n" }`],
  ['a header by an alias', `description: &s "${SECRET}\\n", headers: { A: *s }`],
  ['the anchor of a header', `headers: { A: &s "${SECRET}\\n" }, description: *s`],
  ['interpolation in a number', 'retries: "${TOKEN}"'],
  ['interpolation in a choice', 'severity: "${TOKEN}"'],
  ['interpolation in a duration', 'interval: "${TOKEN}"'],
  ['interpolation in a group', 'group: "${TOKEN}"'],
  ['interpolation in an id', 'formerIds: ["${TOKEN}", "${TOKEN}"]'],
  ['interpolation in a text', 'description: "${NAME}"'],
  ['an unknown key beside it', 'headers: { A: "${TOKEN}" }, x: "${TOKEN}"'],
  ['a method', 'method: "${TOKEN}"'],
])('%s shows no secret', (_case, keys) => {
  const lines = refusal(`checks:\n  - { id: a, name: A, type: http, url: "https://a.example/", ${keys} }`, { env });
  expect(lines.join('\n')).not.toContain('hunter2');
});

it.each([
  `https://me:${SECRET}@acme.example:99999/`,
  `htp://me:${SECRET}@acme.example/`,
  `me:${SECRET}@acme.example`,
  `https://me:a/${SECRET}@acme.example/`,
  `://acme.example/?token=${SECRET}`,
  '${URL}',
  `https//me:${SECRET}@\${NONE}`,
])('the URL %s shows no secret', (url) => {
  const lines = refusal(`checks:\n  - { id: a, name: A, type: http, url: "${url}" }`, { env });
  expect(lines).toHaveLength(1);
  expect(lines.join()).not.toContain('hunter2');
});

it('keeps its rules readable when a short value is a part of their words', () => {
  expect(refusal('defaults: { interval: "${N}" }', { env: { N: '30' } })).toEqual([
    'a.yaml:1:23: defaults.interval: must be a duration such as 500ms, 30s, 5m, 1h or 7d (got "${N}")',
  ]);
});

it('a mistake of YAML shows no text of the file', () => {
  for (const text of [
    `{ A: "${SECRET} }`,
    `[${SECRET}: ${SECRET}: x`,
    `"${SECRET}" ${SECRET}`,
    `@${SECRET}`,
    `*${SECRET} x`,
  ])
    expect(refusal(`checks:\n  - headers: ${text}\n`).join('\n')).not.toContain('hunter2');
});

it('shows what is written, with the variable by its name', () => {
  const lines = refusal(
    'checks:\n  - { id: a, name: A, type: http, url: "https://a.example/", retries: "${TOKEN}", headers: { A: "Bearer ${NONE}" } }',
    { env },
  );
  expect(lines).toEqual([
    'a.yaml:2:71: checks[0].retries: must be a whole number from 0 to 10 (got "${TOKEN}")',
    'a.yaml:2:97: checks[0].headers.A: must have a value for its variable: neither NONE nor NONE_FILE is set, and it has no default (got "***${NONE}")',
  ]);
});
