import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { chooseLanguage } from '../../../lib/status/language.ts';
import { LANGUAGES, type Snapshot } from '../../../lib/model.ts';
import { fetchFrom, startFront, type HandStatus } from './front-server.ts';

describe('the language for a visitor', () => {
  const all = { language: 'en', languages: LANGUAGES } as const;

  it.each([
    [undefined, undefined, 'en'],
    [undefined, '', 'en'],
    [undefined, 'de-CH,de;q=0.9,en;q=0.5', 'de'],
    [undefined, 'en;q=0.4, fr;q=0.8', 'fr'],
    [undefined, 'zh-Hant-TW, en;q=0.5', 'zh'],
    [undefined, 'pt-BR, es;q=0.5', 'es'],
    [undefined, 'pt-BR', 'en'],
    [undefined, '*', 'en'],
    [undefined, 'en;q=0, ar', 'ar'],
    ['ja', 'de', 'ja'],
    ['xx', 'de', 'de'],
  ])('of ?lang=%s with Accept-Language %s is %s', (named, accepted, language) => {
    expect(chooseLanguage(all, named, accepted)).toBe(language);
  });

  it('is one of those that the site speaks, and else its own', () => {
    const two = { language: 'fr', languages: ['de', 'fr'] } as const;
    expect(chooseLanguage(two, 'ja', 'en, es')).toBe('fr');
    expect(chooseLanguage(two, undefined, '*')).toBe('fr');
    expect(chooseLanguage({ languages: ['de'] }, 'en', 'en')).toBe('de');
    expect(chooseLanguage(null, undefined, 'ja')).toBe('ja');
  });
});

/** Tells which language it was asked for, as a page. */
function page() {
  const asked: (string | undefined)[] = [];
  const renderer = (request: IncomingMessage, response: ServerResponse) => {
    const language = request.headers['accept-language'];
    asked.push(language);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('x-allswell-cache', 'revision');
    response.setHeader('x-allswell-query', 'lang');
    response.end(`<!DOCTYPE html><html lang="${language ?? 'none'}" dir="ltr"><p>${language ?? 'none'}`);
  };
  return { renderer, asked };
}

function speaking(status: HandStatus, languages: readonly string[]): void {
  status.snapshot = () => ({ site: { url: status.siteUrl, language: languages[0], languages } }) as Snapshot;
  status.move('r2');
}

test('a page is rendered once a language, however many ways there are to ask for it', async () => {
  const { renderer, asked } = page();
  const { port, front } = await startFront(renderer);
  const get = async (accepted: string, path = '/') =>
    (await fetchFrom(port, path, { headers: { 'accept-language': accepted } })).headers;
  for (const accepted of ['de', 'de-AT', 'de-CH,de;q=0.9', 'DE, en;q=0.1'])
    expect(await get(accepted)).toMatchObject({ 'content-language': 'de', vary: 'Accept-Language' });
  expect(await get('tlh')).toMatchObject({ 'content-language': 'en' });
  expect(asked).toEqual(['de', 'en']);
  expect(await get('de', '/?lang=fr')).toMatchObject({ 'content-language': 'fr' });
  await get('ja', '/?lang=fr');
  expect(asked).toEqual(['de', 'en', 'fr']);
  expect(front.kept.count).toBe(3);
});

test('where one language is spoken, nothing depends on what is asked for', async () => {
  const { renderer, asked } = page();
  const { port, status } = await startFront(renderer);
  speaking(status, ['es']);
  for (const accepted of ['de', 'fr', 'es']) {
    const { headers } = await fetchFrom(port, '/', { headers: { 'accept-language': accepted } });
    expect(headers.vary).toBeUndefined();
  }
  expect(asked).toEqual([undefined]);
});

test('what is no page does not vary by language', async () => {
  const { port } = await startFront((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  const { headers } = await fetchFrom(port, '/', { headers: { 'accept-language': 'de' } });
  expect([headers.vary, headers['content-language']]).toEqual([undefined, undefined]);
});
