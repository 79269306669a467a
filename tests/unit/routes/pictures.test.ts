import { describe, expect, it, test } from 'vitest';
import { pieces, shaped } from '../../../app/og.png/arabic.ts';
import { pictureFacts, pictureOf } from '../../../app/og.png/picture.tsx';
import { drawing } from '../../../app/og.png/typefaces.ts';
import { wordsFor, MESSAGES } from '../../../components/words.ts';
import { LANGUAGES, type Language } from '../../../lib/model.ts';
import { HOUR, snapshotOf, type CheckSpec } from '../../fixtures/snapshot.ts';

const snapshot = (name: string, down: boolean, site = 'Acme') => {
  const check: CheckSpec = {
    id: 'api',
    name,
    ...(down ? { troubles: [{ ago: 2 * HOUR, state: 'down' as const, code: 'http_status' as const }] } : {}),
  };
  const made = snapshotOf({ checks: [check, { id: 'other', name: 'Other' }] });
  return { ...made, site: { ...made.site, name: site } };
};
const facts = (language: Language, name: string, down: boolean, site?: string) =>
  pictureFacts(snapshot(name, down, site), wordsFor(language, true));

describe('what a picture can draw', () => {
  it.each([
    ['Zürich – “API” 2/3…', 'Zürich – “API” 2/3…'],
    ['Пошта', 'Пошта'],
    ['🚀 Rocket 👩‍👩‍👧 🇩🇪', 'Rocket'],
    ['Zu\u0308rich', 'Zürich'],
    ['決済サービス', '決済サービス'],
    ['支付网关', '支付网关'],
    ['خِدمة', 'خدمة'],
    ['کارگزار', 'کارگزار'],
    ['결제', null],
    ['Ελλάδα', null],
    ['תשלום', null],
    ['🚀', null],
    ['', null],
  ])('%j is %j', async (text, expected) => {
    expect((await drawing())(text)).toBe(expected);
  });

  // What says whether something can be drawn must not depend on who wrote it.
  it.each(LANGUAGES)('is every message of %s that it may say', async (language) => {
    const drawable = await drawing();
    const { headline, banner, codes, incident, live, check, states } = MESSAGES[language];
    const said = [
      ...Object.values(headline),
      ...Object.values(codes),
      ...Object.values(states),
      ...[banner.allUp, banner.someUp, banner.unknown, check.since, check.sinceDay, live.updated],
      ...[incident.none, incident.minor, incident.major, incident.critical],
    ].map((message) => message.replace(/[{}#=]/g, ' '));
    expect(said.filter((message) => drawable(message) === null)).toEqual([]);
  });
});

describe('Arabic, from the left to the right', () => {
  it('has the forms that letters take beside others', () => {
    expect(shaped('خدمة الدفع')).toBe('ﺧﺪﻣﺔ ﺍﻟﺪﻓﻊ');
    expect(shaped('السلام لا')).toBe('ﺍﻟﺴﻼﻡ ﻻ');
    expect(shaped('API')).toBe('API');
  });

  it.each([
    ['متوقف، منذ', ['،ﻒﻗﻮﺘﻣ', 'ﺬﻨﻣ']],
    ['Payments API متوقف', ['Payments API', 'ﻒﻗﻮﺘﻣ']],
    ['(قف) 14:02', ['(ﻒﻗ)', '14:02']],
    ['2026، 16:02', ['،2026', '16:02']],
    ['غ+2', ['2+ﻍ']],
  ])('%s is read from the right', (text, expected) => {
    expect(pieces(text, 'rtl')).toEqual(expected);
  });

  it('keeps the order of its words in a line of others', () => {
    expect(pieces('خدمة الدفع is down', 'ltr')).toEqual(['ﻊﻓﺪﻟﺍ ﺔﻣﺪﺧ is down']);
    expect(pieces('API', 'ltr')).toEqual(['API']);
  });
});

describe('what a picture says', () => {
  it.each([
    ['en', 'Payments is down', 'Unexpected HTTP status, since 17 Jun, 12:32 UTC', 'Updated 17 Jun 2026, 14:32 UTC'],
    ['de', 'Payments ist ausgefallen', null, 'Aktualisiert 17. Juni 2026, 14:32 UTC'],
    ['ja', 'Paymentsが停止しています', null, '更新：2026年6月17日 14:32 UTC'],
  ] as const)('in %s', async (language, title, detail, at) => {
    const said = await facts(language, 'Payments', true);
    expect([said.title, said.at]).toEqual([title, at]);
    if (detail !== null) expect(said.detail).toBe(detail);
  });

  test('the state, where a name cannot be drawn', async () => {
    expect(await facts('en', '결제', true, '상태')).toMatchObject({
      title: '1 check is down',
      site: 'status.acme.example',
    });
    expect(await facts('ja', '決済', true)).toMatchObject({ title: '決済が停止しています' });
  });

  test('with all up', async () => {
    expect(await facts('en', '결제', false)).toMatchObject({
      title: 'All systems operational',
      detail: 'All 2 checks are up',
    });
  });

  test('which check it is, where it is about one', async () => {
    const all = snapshot('Payments', false);
    const [payments] = all.checks.map((check) => pictureFacts({ ...all, checks: [check] }, wordsFor('en', true)));
    expect(await payments).toMatchObject({ title: 'Payments is up', detail: null });
    const nameless = snapshot('결제', false);
    const [korean] = nameless.checks.map((check) =>
      pictureFacts({ ...nameless, checks: [check] }, wordsFor('en', true)),
    );
    expect(await korean).toMatchObject({ title: '1 check, up', detail: null });
  });
});

test('a picture is drawn once for what it says, in a language', async () => {
  const words = (language: Language) => wordsFor(language, true);
  const [one, again, other] = await Promise.all([
    pictureOf(snapshot('支付', true), words('zh')),
    pictureOf(snapshot('支付', true), words('zh')),
    pictureOf(snapshot('支付', true), words('ar')),
  ]);
  expect(again).toBe(one);
  expect(other.equals(one)).toBe(false);
  for (const png of [one, other]) {
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_200, 630]);
    expect(png.length).toBeLessThan(100_000);
  }
}, 60_000);
