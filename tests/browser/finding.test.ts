import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../integration/lifecycle/program.ts';
import { health } from '../integration/surfaces.ts';
import { programPages } from './program-pages.ts';
import { askForNews } from './watched-page.ts';

const NAMES = ['Website', 'Shop', 'Payments', 'Search', 'Mail', 'Café', 'Login', 'Images', 'Videos', 'Maps', 'Wiki'];
const INSIDE = ['Payroll', 'Backups', 'Printer', 'Payments ledger'];
const TODAY = new Date().toISOString().slice(0, 10);

const checks = (app: string, names: readonly string[], group: string) =>
  names.map((name, i) => {
    const path = name.startsWith('Payments') ? '/broken' : '/fine';
    return `  - { id: ${group}-${String(i)}, name: ${name}, group: ${group}, type: http, url: "${app}${path}" }`;
  });

const pages = programPages(
  (app) => `
site: { name: Acme, url: https://status.example }
defaults: { interval: 1s, timeout: 1500ms }
groups: [{ id: front, name: Front door }, { id: inside, name: Inside }]
checks:
${[...checks(app, NAMES, 'front'), ...checks(app, INSIDE, 'inside')].join('\n')}
`,
);

const shownRows = (page: Page) => page.locator('.row:visible a').allTextContents();
/** How many checks the server calls down. */
const down = async () => (await health(pages.program)).json.checks.filter(({ state }) => state === 'down').length;
const queryOf = (page: Page) => new URL(page.url()).search;
const without = { javaScriptEnabled: false } as const;

describe('without JavaScript', () => {
  test('a form answers with a page of what was found, which has an address', async () => {
    const { page } = await pages.open('/', without);
    await page.getByRole('searchbox').fill('PAY');
    await page.getByLabel('State').selectOption('down');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(queryOf(page)).toBe('?q=PAY&state=down&group=');
    expect(await shownRows(page)).toEqual(['Payments', 'Payments ledger']);
    // Of letters of either case there is one answer.
    expect(await page.getByRole('searchbox').inputValue()).toBe('pay');
    await page.getByText('2 of 15 shown').waitFor();
    await page.getByRole('link', { name: 'Show all checks' }).click();
    expect(await shownRows(page)).toHaveLength(15);
  });

  test('a group is a filter, too, and its page is about it alone', async () => {
    const { page } = await pages.open('/?group=inside&q=pay', without);
    expect(await shownRows(page)).toEqual(['Payroll', 'Payments ledger']);
    expect(await page.title()).toContain('Payments ledger is down');
  });

  test('nothing found is said, with a way back', async () => {
    const { page } = await pages.open('/?q=nothing+like+it', without);
    await page.getByText('No check matches.').waitFor();
    expect(await shownRows(page)).toEqual([]);
    expect(await page.getByRole('link', { name: 'Show all checks' }).getAttribute('href')).toBe('/');
  });
});

describe('with JavaScript', () => {
  test('typing hides rows at once, and asks the server nothing', async () => {
    const { page, faults } = await pages.open('/');
    const asked: string[] = [];
    // Nothing is heard of news here, so that no update comes between.
    await page.route('**/live', () => undefined);
    page.on('request', (request) => {
      if (!/\/live$|\/favicon/.test(request.url())) asked.push(request.url());
    });
    await page.locator('.day-table summary').click();
    await page.getByRole('searchbox').pressSequentially('cafe', { delay: 20 });
    expect(await shownRows(page)).toEqual(['Café']);
    expect(await page.locator('.day-table tbody th:visible').allTextContents()).toEqual(['Café']);
    await until(async () => queryOf(page) === '?q=cafe');
    expect(await page.getByRole('status').filter({ hasText: 'of 15' }).textContent()).toBe('1 of 15 shown');
    await page.getByRole('searchbox').fill('xyz');
    await page.getByText('No check matches.').waitFor();
    expect(await page.locator('.legend, .day-table').filter({ visible: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Show all checks' }).click();
    expect(await shownRows(page)).toHaveLength(15);
    await until(async () => queryOf(page) === '');
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('an address that was shared can be widened again', async () => {
    const { page, faults } = await pages.open('/?q=payments&state=down');
    expect(await shownRows(page)).toEqual(['Payments', 'Payments ledger']);
    await page.getByRole('searchbox').fill('pay');
    await page.getByLabel('State').selectOption('');
    await until(async () => (await shownRows(page)).length === 3);
    expect(await shownRows(page)).toEqual(['Payments', 'Payroll', 'Payments ledger']);
    await until(async () => queryOf(page) === '?q=pay');
    await page.getByLabel('Group').selectOption('inside');
    await until(async () => (await shownRows(page)).length === 2);
    await until(async () => (await page.title()).includes('Payments ledger is down'));
    expect(await page.getByRole('searchbox').inputValue()).toBe('pay');
    expect(faults).toEqual([]);
  });

  test('a filter outlives updates, and takes in what they bring', async () => {
    const { page, faults } = await pages.open('/');
    await page.getByLabel('State').selectOption('down');
    expect(await shownRows(page)).toEqual(['Payments', 'Payments ledger']);
    pages.app.at('/fine').status = 500;
    // What follows wants to find it as it was.
    onTestFinished(async () => {
      pages.app.at('/fine').status = 200;
      await until(
        async () => (await down()) === 2,
        () => pages.program.output(),
      );
    });
    await until(
      async () => (await down()) === 15,
      () => pages.program.output(),
    );
    await askForNews(page);
    await until(async () => (await shownRows(page)).length === 15);
    expect(await page.getByLabel('State').inputValue()).toBe('down');
    expect(queryOf(page)).toBe('?state=down');
    expect(faults).toEqual([]);
  });
});

describe('a group', () => {
  test('has a page of its own, with its feed and its picture', async () => {
    const { page, faults } = await pages.open('/groups/inside');
    expect(await page.title()).toBe('Inside: Payments ledger is down – Acme');
    expect(await shownRows(page)).toEqual(INSIDE);
    expect(await page.locator('link[rel="alternate"][type="application/atom+xml"]').getAttribute('href')).toBe(
      '/feed.atom?group=inside',
    );
    expect(await page.locator('link[rel="canonical"]').getAttribute('href')).toBe(
      'https://status.example/groups/inside',
    );
    expect(await page.locator('meta[property="og:image"]').getAttribute('content')).toContain('/og.png?group=inside');
    expect(faults).toEqual([]);
    expect((await fetch(`${pages.program.url}/groups/none`)).status).toBe(404);
  });
});

describe('a day', () => {
  test('tells what happened on it, in the zone of the site', async () => {
    const { page, faults } = await pages.open(`/history/${TODAY}`);
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await page.getByText('The day in UTC').waitFor();
    const rows = await page.locator('.day-uptime tbody th').allTextContents();
    expect(rows).toEqual(expect.arrayContaining(['Payments', 'Payments ledger']));
    await page.locator('.past .outage', { hasText: 'Payments' }).first().waitFor();
    expect(await page.getByRole('link', { name: 'Next day' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test.each(['2019-01-01', '2999-01-01', '2026-02-30', 'yesterday', '%E0%A4'])('%s is not there', async (date) => {
    expect((await fetch(`${pages.program.url}/history/${date}`)).status).toBeGreaterThanOrEqual(400);
  });

  test('is linked from its month', async () => {
    const { page } = await pages.open('/history', without);
    await page.locator('.past h3 a').first().click();
    expect(new URL(page.url()).pathname).toBe(`/history/${TODAY}`);
  });
});
