'use client';
import { useEffect, useRef } from 'react';
import type { Language } from '../lib/model.ts';
import { addDays, longDate } from './calendar.ts';
import type { DayNote } from './day-notes.ts';
import { DAYS } from './day-shapes.ts';
import { duration } from './duration.ts';

/** What the letters of the marks mean in the language of the page, and what a quiet day is called. */
export interface DayWords {
  readonly language: Language;
  readonly letters: Readonly<Record<string, string>>;
  readonly quiet: string;
}

/** What the marks of a picture of days say about one of them, a line each. */
export function dayLines(marks: string, index: number, { language, letters, quiet }: DayWords): string[] {
  for (const mark of marks === '' ? [] : marks.split(' ')) {
    const [range = '', told = ''] = mark.split(':');
    const [first = '', last = ''] = range.split('-');
    if (index < Number(first) || index > Number(last)) continue;
    return told.split(',').map((token) => {
      const length = token.slice(1);
      return `${letters[token.charAt(0)] ?? ''}${length === '' ? '' : ` ${duration(Number(length) * 1000, language)}`}`;
    });
  }
  return [quiet];
}

/** What was written about a day of a check, a line each. */
export function noteLines(notes: readonly DayNote[], date: string, check: string | undefined): string[] {
  return notes
    .filter(({ first, last, checks }) => check !== undefined && checks.includes(check) && first <= date && date <= last)
    .map(({ line }) => line);
}

/** The check whose days a picture shows: that of its row, or of its page. */
function checkOf(picture: Element): string | undefined {
  const row = picture.closest('.row')?.querySelector<HTMLAnchorElement>('a[href^="/checks/"]');
  return /^\/checks\/([^/?]+)/.exec(row === null || row === undefined ? location.pathname : row.pathname)?.[1];
}

/** One tooltip for all pictures of days: the day under the pointer and what happened in it. */
export function DayTips({ today, notes, words }: { today: string; notes: readonly DayNote[]; words: DayWords }) {
  const tip = useRef<HTMLDivElement>(null);
  const told = useRef({ notes, words });

  useEffect(() => {
    told.current = { notes, words };
  }, [notes, words]);

  useEffect(() => {
    const box = tip.current;
    if (box === null || today === '') return;
    let shown = '';
    const hide = () => {
      shown = '';
      box.hidden = true;
    };
    const show = (event: PointerEvent) => {
      const picture = event.target instanceof Element ? event.target.closest<SVGElement>('svg.bars') : null;
      const stripes = picture?.querySelector('use')?.getBoundingClientRect();
      if (picture === null || stripes === undefined) {
        hide();
        return;
      }
      const index = Math.min(DAYS - 1, Math.floor(((event.clientX - stripes.left) / stripes.width) * DAYS));
      const key = `${picture.dataset.marks ?? ''}#${index}#${stripes.top}`;
      if (key === shown) return;
      shown = key;
      const date = addDays(today, index - DAYS + 1);
      const title = document.createElement('strong');
      title.textContent = longDate(date, told.current.words.language);
      const found = dayLines(picture.dataset.marks ?? '', index, told.current.words);
      const lines = [...found, ...noteLines(told.current.notes, date, checkOf(picture))].map((line) => {
        const p = document.createElement('p');
        p.dir = 'auto';
        p.textContent = line;
        return p;
      });
      box.replaceChildren(title, ...lines);
      box.hidden = false;
      const middle = stripes.left + ((index + 0.5) / DAYS) * stripes.width;
      const half = box.offsetWidth / 2 + 8;
      const x = Math.max(half, Math.min(document.documentElement.clientWidth - half, middle));
      const above = stripes.top - box.offsetHeight - 8;
      box.style.transform = `translate(${Math.round(x - half + 8)}px, ${Math.round(above < 4 ? stripes.bottom + 8 : above)}px)`;
    };
    document.addEventListener('pointermove', show, { passive: true });
    document.addEventListener('pointerdown', show, { passive: true });
    document.addEventListener('scroll', hide, { passive: true });
    return () => {
      document.removeEventListener('pointermove', show);
      document.removeEventListener('pointerdown', show);
      document.removeEventListener('scroll', hide);
    };
  }, [today]);

  return <div ref={tip} className="tip" hidden aria-hidden="true" />;
}
