import type { Language } from '../lib/model.ts';
import { momentParts, type MomentForm } from './calendar.ts';

/**
 * How a language writes moments: a pattern for each form, then the months, for `written`. A page brings it along, since
 * the first use of `Intl` takes a browser 20 ms, and the times must be told before anything is painted.
 */
export function momentPatterns(language: Language): string {
  const patternOf = (form: MomentForm) =>
    momentParts(sample(0), form, language)
      .map(({ type, value }) => (type === 'literal' ? value : `{${type}}`))
      .join('');
  const monthOf = (month: number) =>
    momentParts(sample(month), 'day', language).find(({ type }) => type === 'month')?.value ?? '';
  const months = Array.from({ length: 12 }, (_, month) => monthOf(month));
  return [patternOf('time'), patternOf('day'), patternOf('full'), ...months].join('|');
}

function sample(month: number): number {
  return Date.UTC(2026, month, 17, 14, 2);
}

/** A moment in the zone of this machine by the patterns of a language: what `local` says, without `Intl`. */
export function written(at: Date, form: MomentForm, patterns: string): string {
  const [time = '', day = '', full = '', ...months] = patterns.split('|');
  const values: Readonly<Record<string, string | number | undefined>> = {
    hour: twoDigits(at.getHours()),
    minute: twoDigits(at.getMinutes()),
    day: at.getDate(),
    month: months[at.getMonth()],
    year: at.getFullYear(),
  };
  return { time, day, full }[form].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
