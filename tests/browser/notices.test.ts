import { expect, test } from 'vitest';
import {
  CANCELLED,
  CRITICAL,
  HOSTILE,
  MAJOR,
  MINOR,
  PLANNED,
  POSTMORTEM,
  RESOLVED,
  RUNNING,
} from '../fixtures/notices.ts';
import { fixturePages } from './fixture-pages.ts';
import { askForNews, markDocument, movementsOf, overflowOf } from './watched-page.ts';

const pages = fixturePages();

const PLAIN = { javaScriptEnabled: false } as const;

test('without JavaScript the home page tells open incidents in full, the worst first', async () => {
  const { page, faults } = await pages.open('major', '/', PLAIN);
  expect(await page.locator('h1').innerText()).toBe(MAJOR.title);
  expect(await page.locator('h1 a').getAttribute('href')).toBe(`/incidents/${MAJOR.id}`);
  expect(await page.title()).toBe(`(1) Major incident: ${MAJOR.title} – Acme`);
  const cards = page.getByRole('list', { name: 'Going on now' }).locator('> li');
  expect(await cards.locator('h2').allInnerTexts()).toEqual([MINOR.title]);
  const card = page.locator('.banner');
  const told = await card.innerText();
  for (const part of ['Major incident', 'for\u00a02\u00a0h, since 12:32 UTC', 'Identified', '14:07 UTC', 'Affects'])
    expect(told).toContain(part);
  expect(await card.locator('.written em').innerText()).toBe('eu-west');
  expect(await card.locator('.written li').count()).toBe(2);
  expect(await card.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
    `/incidents/${MAJOR.id}`,
    'https://example.com/keys',
    '/checks/website',
    '/checks/api',
  ]);
  expect(faults).toEqual([]);
});

test('without JavaScript the home page tells running and coming maintenance, and marks the checks', async () => {
  const { page, faults } = await pages.open('maintained', '/', PLAIN);
  expect(await page.locator('h1').innerText()).toBe('Message queue is down');
  // Told once: by its card.
  expect(await page.locator('.banner').innerText()).not.toContain('Upgrade of the database');
  const card = page.getByRole('list', { name: 'Going on now' }).locator('> li');
  expect(await card.innerText()).toMatch(
    /Planned maintenance\s+until 16:00 UTC\s+In progress[^]*The standby is upgraded/,
  );
  const row = page.locator('.row').filter({ hasText: 'Message queue' });
  expect(await row.locator('b').innerText()).toBe('Maintenance');
  expect(await row.locator('b svg').count()).toBe(1);
  expect(await row.innerText()).toContain('Down: connection refused');
  expect(await page.locator('.legend').innerText()).toContain('Maintenance');
  const coming = page.getByRole('region', { name: 'Upcoming maintenance' });
  expect(await coming.getByRole('listitem').count()).toBe(2);
  await coming.getByText('11 other dates within 90 days').click();
  expect(await coming.getByRole('listitem').count()).toBe(2 + 11);
  expect(await coming.getByRole('link', { name: 'All maintenance' }).getAttribute('href')).toBe('/maintenance');
  expect(faults).toEqual([]);
});

test.each(['maintained', 'minor'] as const)('what marks a check (%s) makes its row no higher', async (shown) => {
  const { page } = await pages.open(shown, '/');
  const heights = await page
    .locator('.row')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1.1);
});

test('an incident has a page with everything that was said', async () => {
  const { page, faults } = await pages.open('resolved', `/incidents/${POSTMORTEM.id}`, PLAIN);
  expect(await page.locator('h1').innerText()).toBe(POSTMORTEM.title);
  const main = await page.locator('main').innerText();
  for (const part of ['(54\u00a0min)', 'Critical incident', 'Payments API', 'Postmortem', 'Investigating'])
    expect(main).toContain(part);
  const statuses = page.locator('.updates > ol > li > div > h3');
  expect((await statuses.allInnerTexts()).slice(0, 3)).toEqual(['Postmortem', 'Time line', 'Resolved']);
  const times = await page
    .locator('.updates time')
    .evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
  expect(times).toEqual(POSTMORTEM.updates.map(({ at }) => new Date(at).toISOString()));
  expect(await page.locator('.written pre').innerText()).toContain('certificate: { degraded: 21d, down: 3d }');
  expect(faults).toEqual([]);
});

test.each(['/incidents/nothing', '/maintenance/nothing'])('%s is not found', async (path) => {
  pages.server.show('up');
  expect((await fetch(pages.server.url + path)).status).toBe(404);
});

test('a recurring maintenance leads to its next window', async () => {
  const { page, faults } = await pages.open('maintained', '/maintenance/w33kly0000000001');
  expect(new URL(page.url()).pathname).toBe('/maintenance/w33kly0000000001-20260621T2200Z');
  expect(await page.locator('h1').innerText()).toBe('Weekly restart of the mail relay');
  const main = await page.locator('main').innerText();
  for (const part of [
    'Scheduled, begins in 4\u00a0d\u00a08\u00a0h',
    'Recurring maintenance',
    'Mail waits',
    'Other dates',
  ])
    expect(main).toContain(part);
  expect(faults).toEqual([]);
});

test('maintenance has a page of what runs, comes and was; what was called off says so', async () => {
  const { page, faults } = await pages.open('maintained', '/maintenance', PLAIN);
  expect(await page.locator('h1, h2').allInnerTexts()).toEqual([
    'Maintenance',
    RUNNING.title,
    'Upcoming',
    'Past 90 days',
  ]);
  const over = await page.getByRole('region', { name: 'Past 90 days' }).innerText();
  expect(over).toContain('Maintenance cancelled');
  expect(over).toContain('Maintenance completed');
  const cancelled = await pages.open('maintained', `/maintenance/${CANCELLED.id}`, PLAIN);
  expect(await cancelled.page.locator('.banner').innerText()).toContain('Cancelled');
  expect([...faults, ...cancelled.faults]).toEqual([]);
});

test('incidents have months that lead to each other', async () => {
  const { page, faults } = await pages.open('written', '/incidents', PLAIN);
  await page.getByRole('navigation', { name: 'Year' }).getByRole('link', { name: '2025' }).click();
  expect(new URL(page.url()).search).toBe('?month=2025-12');
  await page.getByRole('navigation', { name: 'Month' }).getByRole('link', { name: 'November' }).click();
  expect(await page.locator('h2').innerText()).toBe('November 2025');
  expect(await page.locator('.outage').count()).toBeGreaterThan(0);
  for (const time of await page.locator('.outage time:first-child').all())
    expect(await time.getAttribute('datetime')).toMatch(/^2025-1[12]/);
  expect(faults).toEqual([]);
});

test('the page of a check tells what affects it', async () => {
  const { page, faults } = await pages.open('minor', '/checks/payments', PLAIN);
  const open_ = page.getByRole('list', { name: 'Going on now' });
  expect(await open_.locator('h2').allInnerTexts()).toEqual([MINOR.title]);
  const past = page.getByRole('region', { name: 'Past incidents and maintenance' });
  expect(await past.getByRole('link').allInnerTexts()).toEqual(['All incidents', POSTMORTEM.title]);
  const other = await pages.open('maintained', '/checks/website', PLAIN);
  expect(await other.page.getByRole('region', { name: 'Upcoming maintenance' }).innerText()).toContain(PLANNED.title);
  expect([...faults, ...other.faults]).toEqual([]);
});

test('a day under the pointer tells what was written about it', async () => {
  const { page, faults } = await pages.open('resolved', '/');
  const bars = page.locator('.row').filter({ hasText: 'Search' }).locator('svg.bars');
  const box = await bars.boundingBox();
  if (box === null) throw new Error('no bars');
  await page.mouse.move(box.x + (87.4 / 90) * box.width, box.y + 10);
  await expect
    .poll(() => page.textContent('body > .tip'))
    .toBe(`Monday, 15 June 2026SearchUptime 100%Major incident: ${RESOLVED.title}`);
  expect(faults).toEqual([]);
});

test('an incident that opens is on the open page without a reload, in the zone of its reader', async () => {
  const { page, faults } = await pages.open('up', '/', { timezoneId: 'Asia/Kolkata' });
  const isSame = await markDocument(page);
  expect(await page.locator('h1').innerText()).toBe('All systems operational');
  pages.server.show('critical');
  await askForNews(page);
  await page.getByRole('link', { name: CRITICAL.title }).first().waitFor();
  expect(await page.title()).toBe(`(1) Critical incident: ${CRITICAL.title} – Acme`);
  expect(await page.textContent('[role=status]')).toBe(`Critical incident: ${CRITICAL.title}`);
  // 14:28:10 UTC in Kolkata.
  await expect.poll(() => page.locator('.banner .word time').innerText()).toContain('19:58');
  expect(await page.locator('.written').innerText()).toContain('Our data centre reports a power cut.');

  pages.server.show('up');
  await askForNews(page);
  await page.locator('.word').waitFor({ state: 'detached' });
  expect(await page.locator('h1').innerText()).toBe('All systems operational');
  expect(await isSame()).toBe(true);
  expect(faults).toEqual([]);
});

test('an update that comes in is on the open page of its incident', async () => {
  const path = `/incidents/${RESOLVED.id}`;
  const { page, faults } = await pages.open('minor', path);
  expect(await page.locator('.updates > ol > li').count()).toBe(3);
  pages.server.show('reopened');
  await askForNews(page);
  await expect.poll(() => page.locator('.updates > ol > li').count()).toBe(4);
  expect(await page.locator('.banner strong').innerText()).toBe('Monitoring');
  expect(faults).toEqual([]);
});

const HOSTILE_PATHS = ['/', '/incidents', '/history', ...HOSTILE.map(({ id }) => `/incidents/${id}`)];

test.each(HOSTILE_PATHS)('%s of hostile texts fits 320 px, runs nothing and holds still', async (path) => {
  const { page, faults } = await pages.open('hostile', path, { viewport: { width: 320, height: 640 } });
  const wide = await page
    .locator('main *:not(pre *, svg *)')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120)),
    );
  expect(wide).toEqual([]);
  expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  expect((await movementsOf(page)).shift).toBeLessThan(0.001);
  expect(await page.locator('main img, main :not(details.checks) > script').count()).toBe(0);
  expect(faults).toEqual([]);
});

test.each(['/', '/incidents', `/incidents/${MAJOR.id}`])(
  '%s has its headings in order, none left out',
  async (path) => {
    const { page } = await pages.open('major', path, PLAIN);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((headings) => headings.map((heading) => Number(heading.tagName.slice(1))));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
  },
);

/** Every text of the page whose contrast with what is behind it is below what WCAG AA wants. */
function faint(): string[] {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (colour: string): number[] => {
    if (canvas === null) return [];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top: number[], below: number[]) =>
    [0, 1, 2].map((i) => (top[i] ?? 0) * (top[3] ?? 1) + (below[i] ?? 0) * (1 - (top[3] ?? 1)));
  const luminance = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((c) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element | null): number[] =>
    element === null
      ? [255, 255, 255]
      : over(channels(getComputedStyle(element).backgroundColor), ground(element.parentElement));
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (
      element === null ||
      node.textContent?.trim() === '' ||
      element.closest('.unseen, .skip, script, [hidden], .tip')
    )
      continue;
    const below = ground(element);
    const [a, b] = [luminance(over(channels(getComputedStyle(element).color), below)), luminance(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.textContent?.slice(0, 40) ?? ''}`);
  }
  return found;
}

test.each([
  ['minor', '/'],
  ['major', '/'],
  ['critical', '/'],
  ['maintained', '/'],
  ['written', '/incidents'],
  ['maintained', '/maintenance'],
  ['resolved', `/incidents/${POSTMORTEM.id}`],
  ['maintained', `/maintenance/${RUNNING.id}`],
  ['up', '/monitoring'],
] as const)('every word can be read, in light and in dark: %s, %s', async (fixture, path) => {
  const { page } = await pages.open(fixture, path);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([colorScheme, await page.evaluate(faint)]).toEqual([colorScheme, []]);
  }
});
