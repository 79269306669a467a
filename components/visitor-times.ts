import type { Language } from '../lib/model.ts';
import { local, relative, type MomentForm } from './calendar.ts';

/**
 * Turns every `time` of the page from UTC into the visitor's zone, and says which zone it is.
 * It changes text nodes that are React's, and hides the zone behind them, so that neither notices the other; and each
 * keeps the width it had, so that nothing moves. What was turned already stays as it is.
 */
export function tellTimes(language: Language): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === 'UTC') return;
  const now = new Date().toISOString();
  const told: [HTMLTimeElement, Text, string, number][] = [];
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
    const text = element.firstChild;
    if (!(text instanceof Text)) continue;
    const at = new Date(element.dateTime);
    const { form = 'full', from = now } = element.dataset;
    // A time alone means today, or the day of its span's start; where that is another day for the visitor, say it.
    const sameDay = at.toDateString() === new Date(from).toDateString();
    const here = local(at.getTime(), form === 'time' && !sameDay ? 'day' : (form as MomentForm), language);
    if (text.data !== here) told.push([element, text, here, element.getBoundingClientRect().width]);
  }
  for (const [element, text, here, width] of told) {
    text.data = here;
    element.style.minInlineSize = `${width}px`;
    const utc = element.querySelector('span');
    if (utc !== null) utc.hidden = true;
  }
  for (const element of document.querySelectorAll('[data-zone]')) element.textContent = zone.replaceAll('_', ' ');
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
