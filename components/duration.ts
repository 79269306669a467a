import type { Language } from '../lib/model.ts';
import { LANGUAGE_FACTS } from './languages.ts';

const UNITS = [
  ['day', 86_400_000, 'd'],
  ['hour', 3_600_000, 'h'],
  ['minute', 60_000, 'min'],
  ['second', 1_000, 's'],
] as const;
type Unit = (typeof UNITS)[number];

const formatters = new Map<string, Intl.NumberFormat>();

/** Number and unit stay on one line. */
const NO_BREAK = '\u00a0';

/** Where a length stands: behind a preposition, or by itself. */
export type Place = 'phrase' | 'alone';

/** A number of a unit in the words of a language, as in `3 Tage` or `يومان`. */
function inWords(count: number, [unit]: Unit, language: Language, place: Place): string {
  const key = `${language} ${unit}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    // What stands for a day in German, and a single letter in Arabic, hardly anybody knows.
    const isWhole = language === 'ar' || (language === 'de' && unit === 'day');
    const style = { style: 'unit', unit, unitDisplay: isWhole ? 'long' : 'short' } as const;
    formatters.set(key, (formatter = new Intl.NumberFormat(LANGUAGE_FACTS[language].locale, style)));
  }
  const text = formatter.format(count).replace(/(\d)\s*(?=\p{L})/u, `$1${language === 'ja' ? '' : NO_BREAK}`);
  if (place === 'alone') return text;
  // Only these two have cases that are heard: `seit 2 Tagen`, and the dual.
  if (language === 'de') return text.replace(/Tage$/, 'Tagen');
  return language === 'ar' && count === 2 ? text.replace(/ان$/, 'ين') : text;
}

/** Between two units. */
const JOINTS: Partial<Record<Language, string>> = { ja: '', ar: ' و' };

/** A length of time in ms in its two greatest units, as in `2 h 14 min`; never less than `1 s`. */
export function duration(ms: number, language: Language, place: Place = 'phrase'): string {
  const whole = Math.max(1_000, ms);
  const index = UNITS.findIndex(([, length]) => whole >= length);
  const great = UNITS[index] ?? UNITS[3];
  const small = UNITS[index + 1] ?? UNITS[3];
  const count = Math.floor(whole / great[1]);
  const rest = Math.floor((whole - count * great[1]) / small[1]);
  // Past ten units the smaller one says nothing, and seconds beside minutes only flicker.
  const alone = rest === 0 || count >= 10 || great[0] === 'minute' || great[0] === 'second';
  const parts: [number, Unit][] = alone
    ? [[count, great]]
    : [
        [count, great],
        [rest, small],
      ];
  const { durations } = LANGUAGE_FACTS[language];
  if (durations === 'symbols') return parts.map(([value, unit]) => `${value}${NO_BREAK}${unit[2]}`).join(NO_BREAK);
  return parts.map(([value, unit]) => inWords(value, unit, language, place)).join(JOINTS[language] ?? NO_BREAK);
}
