import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { MINOR, RUNNING } from '../fixtures/notices.ts';
import type { PageName } from '../fixtures/pages.ts';
import { newEnding } from '../integration/servers.ts';
import { servePages, type PageServer } from '../serve-pages.ts';
import { lighthouseOf } from './lighthouse.ts';
import { startSharedBrowser, type SharedBrowser } from './shared-browser.ts';
import { accessibilityFindings, connectPa11y, nuFindings, type Look } from './validators.ts';

/** Every page there is, with a state that has much to show. */
const PAGES: readonly { readonly name: string; readonly shows: PageName; readonly path: string }[] = [
  { name: 'home', shows: 'several', path: '/' },
  { name: 'home with maintenance', shows: 'maintained', path: '/' },
  { name: 'home with an incident', shows: 'major', path: '/' },
  { name: 'home before the first run', shows: 'first', path: '/' },
  { name: 'home of an old state', shows: 'stale', path: '/' },
  { name: 'check', shows: 'down', path: '/checks/payments' },
  { name: 'check over a year', shows: 'several', path: '/checks/search?range=1y' },
  { name: 'incidents', shows: 'written', path: '/incidents' },
  { name: 'incident', shows: 'minor', path: `/incidents/${MINOR.id}` },
  { name: 'maintenance', shows: 'maintained', path: '/maintenance' },
  { name: 'window of maintenance', shows: 'maintained', path: `/maintenance/${RUNNING.id}` },
  { name: 'history', shows: 'several', path: '/history' },
  { name: 'month', shows: 'several', path: '/history?month=2026-05' },
  { name: 'group', shows: 'several', path: '/groups/public' },
  { name: 'day', shows: 'several', path: '/history/2026-06-05' },
  { name: 'search', shows: 'fifty', path: '/?q=edge&state=degraded' },
  { name: 'monitoring', shows: 'up', path: '/monitoring' },
  { name: 'not found', shows: 'up', path: '/nothing/of/the/kind' },
  { name: 'widget', shows: 'several', path: '/embed' },
];

const LIGHT: Look = { colorScheme: 'light', width: 1440 };
const DARK: Look = { colorScheme: 'dark', width: 1440 };
const NARROW: Look = { colorScheme: 'light', width: 320 };
const NARROW_DARK: Look = { colorScheme: 'dark', width: 320 };

/** From left to right, and from right to left. */
const LANGUAGES = [
  { language: 'en', looks: [LIGHT, DARK, NARROW] },
  { language: 'ar', looks: [LIGHT, NARROW_DARK] },
] as const;

/** What opens on a page is open while it is looked at. */
const OPEN_ALL = `for (const one of document.querySelectorAll('details')) one.open = true`;
/** Wakes a page, as one is woken that comes back; one that never sleeps is awake. */
const WAKE = `new Promise((awake) => {
  const isAwake = () => document.querySelector('script[data-waker]') === null || 'awake' in document.documentElement.dataset;
  const look = () => (isAwake() ? awake() : setTimeout(look, 50));
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  look();
})`;

const ending = newEnding();
const { atEnd } = ending;
let server: PageServer;
let shared: SharedBrowser;
let pa11yBrowser: Awaited<ReturnType<typeof connectPa11y>>;

beforeAll(async () => {
  [server, shared] = await Promise.all([servePages(0, 'up'), startSharedBrowser(atEnd)]);
  atEnd(() => server.close());
  pa11yBrowser = await connectPa11y(shared, atEnd);
});
afterAll(() => ending.end());

const addressOf = (path: string, language: string) =>
  `${server.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`;

test.each(PAGES)('axe-core and pa11y find nothing: $name', async ({ shows, path }) => {
  server.show(shows);
  const found = LANGUAGES.map(async ({ language, looks }) => {
    const page = await pa11yBrowser.newPage();
    onTestFinished(() => page.close());
    await page.goto(addressOf(path, language), { waitUntil: 'networkidle0' });
    await page.evaluate(OPEN_ALL);
    const findings: string[] = [];
    for (const look of looks) {
      findings.push(...(await accessibilityFindings(pa11yBrowser, page, look)));
      // First as it sleeps, then as it is awake.
      await page.evaluate(WAKE);
    }
    return findings;
  });
  expect([...new Set((await Promise.all(found)).flat())]).toEqual([]);
});

test('the Nu validator finds nothing in any page', async () => {
  const documents = new Map<string, string>();
  for (const { name, shows, path } of PAGES)
    for (const { language } of LANGUAGES) {
      server.show(shows);
      documents.set(`${name} (${language})`, await (await fetch(addressOf(path, language))).text());
    }
  expect(await nuFindings(documents)).toEqual([]);
});

test.each(['/', '/checks/payments'])(
  'Lighthouse gives %s all points for accessibility and good practice',
  async (path) => {
    server.show('several');
    const { scores, failed } = await lighthouseOf(server.url + path, shared, ['accessibility', 'best-practices']);
    expect(failed).toEqual([]);
    expect(scores).toEqual({ accessibility: 100, 'best-practices': 100 });
  },
);
