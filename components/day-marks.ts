import type { Language } from '../lib/model.ts';
import { percent } from './figures.ts';
import { duration } from './duration.ts';

/** What the marks of a picture of days tell of a run of days. */
export interface Mark {
  /** Places among the ninety. */
  readonly first: number;
  readonly last: number;
  /** A letter each, with a number where there is one. */
  readonly parts: readonly { readonly letter: string; readonly value: number | null }[];
}

/** What the letters mean in the language of the page, and what a quiet day is called. */
export interface DayWords {
  readonly language: Language;
  readonly letters: Readonly<Record<string, string>>;
  readonly quiet: string;
}

/** The letters beside those of the kinds: uptime in millionths, and how many outages there were if more than one. */
export const UPTIME = 'u';
export const OUTAGES = 'o';
const MILLION = 1_000_000;

/** A day's uptime as a part of its mark; nothing was lost without one. */
export function uptimePart(uptime: number | null): string[] {
  if (uptime === null) return [UPTIME];
  // What is not whole must not become so.
  return uptime >= 1 ? [] : [`${UPTIME}${Math.min(MILLION - 1, Math.floor(uptime * MILLION + 1e-4))}`];
}

/** Reads `marks` (see `dayShapes`). */
export function readMarks(marks: string): Mark[] {
  if (marks === '') return [];
  return marks.split(' ').map((mark) => {
    const [range = '', told = ''] = mark.split(':');
    const [first = '', last = ''] = range.split('-');
    const parts = told.split(',').map((token) => {
      const number = token.slice(1);
      return { letter: token.charAt(0), value: number === '' ? null : Number(number) };
    });
    return { first: Number(first), last: Number(last), parts };
  });
}

/** What happened in the days of a mark, a line a kind, as in `Down 38 min`. */
export function troubleLines({ parts }: Mark, { language, letters }: DayWords): string[] {
  return parts.flatMap(({ letter, value }) => {
    if (letter === UPTIME || letter === OUTAGES) return [];
    const word = letters[letter] ?? '';
    return [value === null ? word : `${word} ${duration(value * 1000, language, 'alone')}`];
  });
}

/** What the marks say about one day, a line each: its uptime, then what happened and how often. */
export function dayLines(marks: string, index: number, words: DayWords): string[] {
  const { language, letters, quiet } = words;
  const uptime = (ratio: number) => `${letters[UPTIME] ?? ''} ${percent(ratio, language)}`;
  const mark = readMarks(marks).find(({ first, last }) => first <= index && index <= last);
  if (mark === undefined) return [uptime(1), quiet];
  const told = mark.parts.find(({ letter }) => letter === UPTIME);
  const outages = mark.parts.find(({ letter }) => letter === OUTAGES);
  const isBlank = mark.parts.some(({ letter, value }) => letter !== UPTIME && value === null);
  return [
    ...(isBlank || told?.value === null ? [] : [uptime((told?.value ?? MILLION) / MILLION)]),
    ...troubleLines(mark, words),
    ...(outages === undefined ? [] : [`${letters[OUTAGES] ?? ''} ${outages.value ?? ''}`]),
  ];
}
