import { beforeEach, describe, expect, test } from 'vitest';
import * as embed from '../../../app/embed/route.ts';
import { LANGUAGES, type Snapshot } from '../../../lib/model.ts';
import { pageSnapshot } from '../../fixtures/pages.ts';
import { provideFixedStatus } from './fixed-status.ts';

let shown: Snapshot;
beforeEach(() => {
  shown = pageSnapshot('down');
  provideFixedStatus().change = () => shown;
});

async function widget(query: string, headers: Record<string, string> = {}) {
  const response = embed.GET(new Request(`http://localhost/embed${query}`, { headers }));
  const html = await response.text();
  return {
    status: response.status,
    html,
    language: /<html lang="([^"]+)" dir="([^"]+)">/.exec(html)?.slice(1),
    title: /<h1>(.*?)<\/h1>/.exec(html)?.[1],
    href: /<a id="widget" href="([^"]+)"/.exec(html)?.[1],
  };
}

describe('the widget', () => {
  test('speaks the language that the address names, else the one that the browser prefers', async () => {
    expect(await widget('?lang=de')).toMatchObject({ language: ['de', 'ltr'], title: 'Payments API ist ausgefallen' });
    expect(await widget('', { 'accept-language': 'ja,en;q=0.5' })).toMatchObject({ language: ['ja', 'ltr'] });
    expect(await widget('?lang=ar', { 'accept-language': 'ja' })).toMatchObject({ language: ['ar', 'rtl'] });
    expect(await widget('?lang=xx')).toMatchObject({ language: ['en', 'ltr'], title: 'Payments API is down' });
  });

  test.each(LANGUAGES)('is small in %s', async (lang) => {
    const { html } = await widget(`?lang=${lang}`);
    expect(Buffer.byteLength(html)).toBeLessThan(4_500);
    expect(html).not.toMatch(/\{(?:time|name|count|up)\}/);
  });

  test('leads to the page that tells more, in the language that was asked for', async () => {
    const at = (path: string) => `https://status.acme.example${path}`;
    expect((await widget('')).href).toBe(at('/'));
    expect((await widget('?lang=fr')).href).toBe(at('/?lang=fr'));
    expect((await widget('?check=payments&lang=fr')).href).toBe(at('/checks/payments?lang=fr'));
    const group = shown.groups[0]?.id ?? '';
    expect((await widget(`?group=${group}`)).href).toBe(at(`/groups/${group}`));
    expect((await widget(`?group=${group}&check=payments`)).href).toBe(at(`/?check=payments&amp;group=${group}`));
  });

  test('counts no check as not up of which nobody knows anything', async () => {
    shown = pageSnapshot('dead');
    const { html } = await widget('');
    expect(html).toContain('<bdi>9 checks without a result</bdi>');
  });

  test('tells maintenance that goes on, and until when', async () => {
    shown = pageSnapshot('maintained');
    const { html } = await widget('');
    expect(html).toContain('<bdi>Maintenance: Upgrade of the database, until 17 Jun, 16:00 UTC</bdi>');
    expect((await widget('?check=website')).html).not.toContain('Maintenance');
  });

  test('refuses in the language of the reader, and says why in English', async () => {
    const refused = { language: ['ar', 'rtl'], title: 'تعذّر عرض هذه الحالة: عنوان الأداة غير صحيح' };
    const pink = await widget('?theme=pink&lang=ar');
    expect(pink).toMatchObject({ ...refused, status: 400 });
    expect(pink.html).toContain('<small lang="en" dir="ltr">theme must be one of auto, light, dark</small>');
    expect(await widget('?check=nope&lang=ar')).toMatchObject({ ...refused, status: 404 });
  });
});
