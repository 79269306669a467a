'use client';
import { useEffect } from 'react';

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
const DAY = { ...TIME, day: 'numeric', month: 'short' } as const;
const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  time: TIME,
  day: DAY,
  full: { ...DAY, year: 'numeric' },
};

/**
 * Turns every `time` of the page from UTC into the visitor's zone, and keeps UTC as its title. It changes the text
 * nodes that React made, after React is done with them, so that neither notices the other.
 */
export function LocalTimes({ revision }: { revision: string }) {
  useEffect(() => {
    if (Intl.DateTimeFormat().resolvedOptions().timeZone === 'UTC') return;
    const today = new Date().toDateString();
    for (const element of document.querySelectorAll<HTMLTimeElement>('time[data-form]')) {
      const text = element.firstChild;
      const at = new Date(element.dateTime);
      // A bare time means today; where the visitor's day is another one, the day is said.
      const form = element.dataset.form === 'time' && at.toDateString() !== today ? 'day' : element.dataset.form;
      const local = new Intl.DateTimeFormat('en-GB', FORMS[form ?? 'full'] ?? FORMS.full).format(at);
      if (text === null || text.nodeValue === local) continue;
      text.nodeValue = local;
      element.title = `${element.dateTime.slice(0, 16).replace('T', ' ')} UTC`;
    }
  }, [revision]);
  return null;
}
