import type { Language } from '../lib/model.ts';
import { relative, type MomentForm } from './calendar.ts';
import { written } from './moment-patterns.ts';

/**
 * Turns every `time` of the page from UTC into the visitor's zone, and says which zone it is.
 * It changes text nodes that are React's, and hides the zone behind them, so that neither notices the other. What was
 * turned already stays as it is. It must be done before the page is painted: another day makes a time wider.
 */
export function tellTimes(): void {
  for (const element of document.getElementsByTagName('time')) tellTime(element);
  tellZone();
}

/** The same of a page that is still coming in: whatever of it is painted, its times were turned before. */
export function tellTimesAsTheyCome(): void {
  const times = document.getElementsByTagName('time');
  let told = 0;
  const tellMore = () => {
    for (let next = times[told]; next !== undefined && hasCome(next); next = times[++told]) tellTime(next);
    tellZone();
  };
  const coming = new MutationObserver(tellMore);
  coming.observe(document, { childList: true, subtree: true });
  const end = () => {
    coming.disconnect();
    tellMore();
  };
  document.addEventListener('DOMContentLoaded', end, { once: true });
}

/** Whether the whole of an element is there: something stands behind it. */
function hasCome(element: Element): boolean {
  for (let node: Node | null = element; node !== null; node = node.parentNode)
    if (node.nextSibling !== null) return true;
  return document.readyState !== 'loading';
}

/** TypeScript knows of `Temporal` later than browsers: it tells the zone without `Intl`, whose first use takes 20 ms. */
const { Temporal } = globalThis as { readonly Temporal?: { readonly Now: { timeZoneId(): string } } };
const zone = Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

function tellTime(element: HTMLTimeElement): void {
  const text = element.firstChild;
  const { moments } = document.documentElement.dataset;
  if (moments === undefined || element.dataset['form'] === undefined || !(text instanceof Text)) return;
  const at = new Date(element.dateTime);
  const { form, from } = element.dataset;
  // A time alone means today, or the day of its span's start: whether it is the same day is the visitor's to say.
  const isSame = at.toDateString() === (from === undefined ? new Date() : new Date(from)).toDateString();
  const isAlone = isSame && (from !== undefined || !isUnderAnotherDate(element, at));
  const said = isAlone && from !== undefined ? 'time' : form === 'time' && !isAlone ? 'day' : (form as MomentForm);
  const here = written(at, said, moments);
  if (text.data === here) return;
  text.data = here;
  const utc = element.querySelector('span');
  if (utc !== null) utc.hidden = zone !== 'UTC';
}

/** Whether it is told of a day of the site's zone, which is another one than the visitor's. */
function isUnderAnotherDate(element: Element, at: Date): boolean {
  const date = element.closest<HTMLElement>('[data-date]')?.dataset['date'];
  if (date === undefined) return false;
  const [year, month, day] = date.split('-').map(Number);
  return year !== at.getFullYear() || month !== at.getMonth() + 1 || day !== at.getDate();
}

function tellZone(): void {
  const element = zone === 'UTC' ? null : document.querySelector('[data-zone]');
  if (element === null) return;
  const name = zone.replaceAll('_', ' ');
  if (element.textContent !== name) element.textContent = name;
}

/**
 * Gives the `time` under the pointer its title: UTC, and how long ago it was. Said when asked for: a page has hundreds
 * of them, and how long ago it was depends on when that is.
 */
export function entitleTimes(language: Language, signal: AbortSignal): void {
  const entitle = ({ target }: PointerEvent) => {
    const element = target instanceof Element ? target.closest<HTMLTimeElement>('time[data-form]') : null;
    if (element === null) return;
    const utc = element.dateTime.slice(0, 16).replace('T', ' ');
    element.title = `${utc} UTC · ${relative(Date.parse(element.dateTime), Date.now(), language)}`;
  };
  document.addEventListener('pointerover', entitle, { signal });
}
