/**
 * Takes the pictures of every page and state: `node <bundle> [part of a name …] [lang=de]`, into `screenshots/`; without
 * a language in English, and in Arabic wide and narrow. `paper` is what a printer gets, as PDF. The build must be
 * there. Fails when a page logs an error, shifts its layout or is wider than its window.
 */
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { NOW } from './fixtures/snapshot.ts';
import {
  CANCELLED,
  CRITICAL,
  HOSTILE,
  MINOR,
  PAST_WINDOW,
  PLANNED,
  POSTMORTEM,
  RESOLVED,
  RUNNING,
} from './fixtures/notices.ts';
import type { PageName } from './fixtures/pages.ts';
import { servePages } from './serve-pages.ts';
import { CHROMIUM } from './browser/chromium.ts';

interface Shot {
  readonly name: string;
  /** null: before there is anything; `fails`: no page can be rendered. */
  readonly fixture: PageName | 'fails' | null;
  readonly path: string;
  /** Whether what folds is shown unfolded. */
  readonly unfolded?: boolean;
}

const SHOTS: readonly Shot[] = [
  ...(['up', 'down', 'degraded', 'several', 'dead', 'first', 'young', 'empty', 'fifty', 'odd', 'stale'] as const).map(
    (fixture) => ({ name: `home-${fixture}`, fixture, path: '/' }),
  ),
  ...(['minor', 'major', 'critical', 'resolved', 'maintained', 'planned', 'hostile'] as const).map((fixture) => ({
    name: `home-${fixture}`,
    fixture,
    path: '/',
  })),
  { name: 'incidents', fixture: 'minor', path: '/incidents' },
  { name: 'incidents-none', fixture: 'up', path: '/incidents' },
  { name: 'incidents-many', fixture: 'written', path: '/incidents?month=2025-11' },
  { name: 'incidents-hostile', fixture: 'hostile', path: '/incidents' },
  { name: 'incident-open', fixture: 'minor', path: `/incidents/${MINOR.id}` },
  { name: 'incident-critical', fixture: 'critical', path: `/incidents/${CRITICAL.id}` },
  { name: 'incident-resolved', fixture: 'resolved', path: `/incidents/${RESOLVED.id}` },
  { name: 'incident-postmortem', fixture: 'resolved', path: `/incidents/${POSTMORTEM.id}` },
  ...HOSTILE.map(({ id }, i) => ({
    name: `incident-hostile-${i}`,
    fixture: 'hostile' as const,
    path: `/incidents/${id}`,
  })),
  { name: 'incident-unknown', fixture: 'up', path: '/incidents/nothing' },
  { name: 'maintenance', fixture: 'maintained', path: '/maintenance' },
  { name: 'maintenance-running', fixture: 'maintained', path: `/maintenance/${RUNNING.id}` },
  { name: 'maintenance-planned', fixture: 'maintained', path: `/maintenance/${PLANNED.id}` },
  { name: 'maintenance-recurring', fixture: 'maintained', path: '/maintenance/w33kly0000000001' },
  { name: 'maintenance-cancelled', fixture: 'maintained', path: `/maintenance/${CANCELLED.id}` },
  { name: 'maintenance-past', fixture: 'maintained', path: `/maintenance/${PAST_WINDOW.id}` },
  { name: 'check-incident', fixture: 'minor', path: '/checks/payments' },
  { name: 'check-maintained', fixture: 'maintained', path: '/checks/queue' },
  { name: 'history-written', fixture: 'written', path: '/history' },
  { name: 'monitoring', fixture: 'up', path: '/monitoring' },
  { name: 'home-thousand', fixture: 'thousand', path: '/' },
  { name: 'home-search', fixture: 'fifty', path: '/?q=edge&state=degraded' },
  { name: 'home-search-none', fixture: 'fifty', path: '/?q=nothing' },
  { name: 'group', fixture: 'several', path: '/groups/public' },
  { name: 'day', fixture: 'several', path: '/history/2026-06-05' },
  { name: 'day-quiet', fixture: 'up', path: '/history/2026-06-14' },
  { name: 'widget-up', fixture: 'up', path: '/embed' },
  { name: 'widget-several', fixture: 'several', path: '/embed' },
  { name: 'widget-incident', fixture: 'major', path: '/embed' },
  { name: 'failed', fixture: 'fails', path: '/' },
  { name: 'starting', fixture: null, path: '/' },
  { name: 'not-found', fixture: 'up', path: '/checks/nothing' },
  { name: 'check-up', fixture: 'up', path: '/checks/payments' },
  { name: 'check-down', fixture: 'down', path: '/checks/payments' },
  { name: 'check-30d', fixture: 'several', path: '/checks/search?range=30d' },
  { name: 'check-90d', fixture: 'up', path: '/checks/mail?range=90d' },
  { name: 'check-1h', fixture: 'down', path: '/checks/payments?range=1h' },
  { name: 'check-1y', fixture: 'up', path: '/checks/queue?range=1y' },
  { name: 'check-first', fixture: 'first', path: '/checks/website' },
  { name: 'check-odd', fixture: 'odd', path: '/checks/long?range=2w' },
  { name: 'history', fixture: 'several', path: '/history' },
  { name: 'found', fixture: 'fifty', path: '/?q=1&state=up' },
  { name: 'day-today', fixture: 'several', path: '/history/2026-06-17' },
  { name: 'day-written', fixture: 'maintained', path: '/history/2026-06-15' },
  { name: 'home-unfolded', fixture: 'several', path: '/', unfolded: true },
  { name: 'maintenance-unfolded', fixture: 'maintained', path: '/maintenance', unfolded: true },
  { name: 'check-unfolded', fixture: 'up', path: '/checks/payments', unfolded: true },
  { name: 'history-month', fixture: 'several', path: '/history?month=2026-05' },
  { name: 'history-young', fixture: 'young', path: '/history' },
  { name: 'history-first', fixture: 'first', path: '/history' },
  { name: 'history-empty', fixture: 'empty', path: '/history' },
  { name: 'history-stale', fixture: 'stale', path: '/history' },
  { name: 'history-narrowed', fixture: 'maintained', path: '/history?group=platform' },
  { name: 'history-crowded', fixture: 'fifty', path: '/history' },
  { name: 'day-crowded', fixture: 'fifty', path: '/history/2026-06-12' },
  { name: 'day-odd', fixture: 'odd', path: '/history/2026-06-14' },
  { name: 'day-first', fixture: 'young', path: '/history/2026-06-17' },
  { name: 'day-unknown', fixture: 'up', path: '/history/2026-02-30' },
  { name: 'maintenance-none', fixture: 'up', path: '/maintenance' },
  { name: 'maintenance-window', fixture: 'maintained', path: '/maintenance/w33kly0000000001-20260621T2200Z' },
  { name: 'incident-reopened', fixture: 'reopened', path: '/incidents/r350lv3d00000001' },
  { name: 'incident-note', fixture: 'minor', path: '/incidents/n071c30000000001' },
  { name: 'incident-major', fixture: 'major', path: '/incidents/l0g1nmajor000001' },
  { name: 'incidents-dead', fixture: 'dead', path: '/incidents' },
  { name: 'widget-down', fixture: 'down', path: '/embed' },
  { name: 'widget-maintained', fixture: 'maintained', path: '/embed' },
  { name: 'widget-odd', fixture: 'odd', path: '/embed' },
  { name: 'widget-dead', fixture: 'dead', path: '/embed' },
  { name: 'widget-first', fixture: 'first', path: '/embed' },
  { name: 'widget-starting', fixture: null, path: '/embed' },
  { name: 'widget-refused', fixture: 'up', path: '/embed?check=nothing' },
  ...(['paused', 'reopened', 'kinds', 'written'] as const).map((fixture) => ({
    name: `home-${fixture}`,
    fixture,
    path: '/',
  })),
  { name: 'home-narrowed', fixture: 'several', path: '/?check=payments&check=disk' },
  ...(['up', 'degraded', 'dead', 'young', 'minor', 'maintained'] as const).map((fixture) => ({
    name: `group-${fixture}`,
    fixture,
    path: `/groups/${fixture === 'maintained' ? 'platform' : 'public'}`,
  })),
  { name: 'group-odd', fixture: 'odd', path: '/groups/g-long' },
  { name: 'group-thousand', fixture: 'thousand', path: '/groups/region-4' },
  { name: 'group-unknown', fixture: 'up', path: '/groups/nothing' },
  { name: 'check-degraded', fixture: 'degraded', path: '/checks/search' },
  { name: 'check-paused', fixture: 'paused', path: '/checks/dns' },
  ...(['dead', 'stale', 'young', 'critical'] as const).map((fixture) => ({
    name: `check-${fixture}`,
    fixture,
    path: `/checks/payments`,
  })),
  { name: 'check-7d', fixture: 'several', path: '/checks/api?range=7d' },
  { name: 'check-database', fixture: 'up', path: '/checks/database' },
  { name: 'check-dns', fixture: 'up', path: '/checks/dns?range=7d' },
  ...(['storage', 'disk', 'memory', 'backup', 'reports', 'shop', 'forum', 'flapping', 'stopped'] as const).map(
    (id) => ({
      name: `check-kind-${id}`,
      fixture: 'kinds' as const,
      path: `/checks/${id}`,
    }),
  ),
  ...(['rtl', 'hebrew', 'unbroken', 'markup'] as const).map((id) => ({
    name: `check-odd-${id}`,
    fixture: 'odd' as const,
    path: `/checks/${id}`,
  })),
];

/** A movement of what was already on the page. */
interface Shift {
  readonly value: number;
  readonly what: string;
}

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 320, height: 700 };

/** Once opened, a page is seen in all of its schemes: to open one takes longer than to look at it. */
interface Look {
  readonly options: BrowserContextOptions;
  readonly schemes: readonly ('light' | 'dark' | 'paper')[];
}

const LOOKS = {
  wide: { options: { viewport: WIDE }, schemes: ['light', 'dark', 'paper'] },
  narrow: { options: { viewport: NARROW, deviceScaleFactor: 2, hasTouch: true }, schemes: ['light', 'dark'] },
  middle: { options: { viewport: { width: 768, height: 1024 } }, schemes: ['light'] },
  plain: { options: { viewport: WIDE, javaScriptEnabled: false }, schemes: ['light'] },
} as const satisfies Record<string, Look>;
type LookName = keyof typeof LOOKS;
const ALL = Object.keys(LOOKS) as LookName[];

/** What a page did that it must not do. */
async function take(browser: Browser, url: string, shot: Shot, name: LookName, language: string): Promise<string[]> {
  const { options, schemes }: Look = LOOKS[name];
  const context = await browser.newContext({
    ...options,
    locale: language,
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(0); // the machine may have others to work for
  const page = await context.newPage();
  const faults: string[] = [];
  const scripted = options.javaScriptEnabled !== false;
  page.on('console', (message) => {
    const expected = [
      'starting',
      'not-found',
      'incident-unknown',
      'group-unknown',
      'day-unknown',
      'widget-starting',
      'widget-refused',
    ].includes(shot.name);
    if (shot.fixture === 'fails' || (expected && message.text().includes('status of'))) return;
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 500 && shot.fixture !== null && shot.fixture !== 'fails')
      faults.push(`${String(response.status())} ${response.url()}`);
  });
  page.on('pageerror', (error) => {
    if (shot.fixture !== 'fails') faults.push(error.message);
  });
  if (scripted) {
    await page.clock.setFixedTime(NOW + 2_000);
    await page.addInitScript(() => {
      const seen = window as unknown as { shifts: Shift[] };
      seen.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; sources: { node: Node | null }[] }[])
          seen.shifts.push({
            value: entry.value,
            what: entry.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 160) ?? '').join(' + '),
          });
      }).observe({ type: 'layout-shift', buffered: true });
    });
  }
  await page.goto(url + shot.path, { waitUntil: shot.fixture === null ? 'load' : 'networkidle' });
  if (scripted) {
    // Awake, as those see it who stay: what comes as it sleeps is seen without JavaScript.
    await page.mouse.move(5, 5, { steps: 2 });
    await page.waitForFunction(
      () => document.querySelector('script[data-waker]') === null || 'awake' in document.documentElement.dataset,
    );
    await page.waitForLoadState('networkidle');
    const { shifts, overflow } = await page.evaluate(() => ({
      shifts: (window as unknown as { shifts: Shift[] }).shifts,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    for (const { value, what } of shifts) if (value > 0) faults.push(`layout shift ${String(value)}: ${what}`);
    if (overflow > 0) faults.push(`${String(overflow)} px wider than the window`);
  }
  if (shot.unfolded === true)
    await page
      .locator('main details:not(.checks)')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  const spoken = language === 'en' ? '' : `-${language}`;
  for (const scheme of schemes) {
    const path = `screenshots/${shot.name}-${name}-${scheme}${spoken}`;
    if (scheme === 'paper') await page.pdf({ path: `${path}.pdf`, format: 'A4' });
    else {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `${path}.png`, fullPage: true });
    }
  }
  await context.close();
  for (const fault of faults) process.stdout.write(`${shot.name}-${name}${spoken}: ${fault}\n`);
  return faults;
}

const given = process.argv.slice(2);
const asked = given.find((part) => part.startsWith('lang='))?.slice(5);
/** Where nothing is asked for, what reads from right to left is looked at in fewer looks. */
const LANGUAGES: Readonly<Record<string, readonly LookName[]>> =
  asked === undefined ? { en: ALL, ar: ['wide', 'narrow'] } : { [asked]: ALL };
const wanted = given.filter((part) => !part.startsWith('lang='));
const isWanted = (name: string) => wanted.length === 0 || wanted.some((part) => name.includes(part));
if (!SHOTS.some(({ name }) => ALL.some((look) => isWanted(`${name}-${look}`)))) {
  process.stdout.write(`usage: npm run screenshots -- [part of NAME-LOOK …] [lang=de], of
  names  ${SHOTS.map(({ name }) => name).join(' ')}
  looks  ${ALL.join(' ')}
`);
  process.exit(2);
}
await mkdir('screenshots', { recursive: true });
const server = await servePages(0, 'up');
const browser = await chromium.launch(CHROMIUM);
const faults: string[] = [];
for (const shot of SHOTS) {
  if (shot.fixture === 'fails') server.fail();
  else server.show(shot.fixture);
  for (const [language, looks] of Object.entries(LANGUAGES))
    for (const look of looks)
      if (isWanted(`${shot.name}-${look}`)) faults.push(...(await take(browser, server.url, shot, look, language)));
}
await browser.close();
await server.close();
if (faults.length === 0) process.stdout.write('No faults.\n');
process.exit(faults.length === 0 ? 0 : 1);
