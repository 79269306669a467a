'use client';
import { useEffect } from 'react';

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { ...TIME, day: 'numeric', month: 'short' } as const;
const FORMS: Record<string, Intl.DateTimeFormatOptions> = { time: TIME, day: DAY, full: { ...DAY, year: 'numeric' } };

/**
 * Turns every `time` of the page from UTC into the visitor's zone, keeps UTC as its title, and says which zone it is.
 * It changes the text nodes that React made, after React is done with them, so that neither notices the other; and
 * each keeps the width it had, so that nothing moves.
 */
export function LocalTimes({ revision }: { revision: string }) {
  useEffect(() => {
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
      const local = new Intl.DateTimeFormat('en-GB', FORMS[form === 'time' && !sameDay ? 'day' : form]).format(at);
      if (text.data !== local) told.push([element, text, local, element.offsetWidth]);
    }
    for (const [element, text, local, width] of told) {
      text.data = local;
      element.style.minInlineSize = `${width}px`;
      element.title = `${element.dateTime.slice(0, 16).replace('T', ' ')} UTC`;
    }
    for (const element of document.querySelectorAll('[data-zone]')) element.textContent = zone.replaceAll('_', ' ');
  }, [revision]);
  return null;
}
