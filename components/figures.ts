import type { Language } from '../lib/model.ts';
import { LANGUAGE_FACTS } from './languages.ts';

const formatters = new Map<string, Intl.NumberFormat>();

function number(value: number, language: Language, digits: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${language} ${digits} ${options.style ?? ''} ${options.unit ?? ''}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    const all = { ...options, minimumFractionDigits: digits, maximumFractionDigits: digits };
    formatters.set(key, (formatter = new Intl.NumberFormat(LANGUAGE_FACTS[language].locale, all)));
  }
  return formatter.format(value);
}

/** Keeps a figure together: among words that are read from right to left, its parts would else change places. */
function figure(text: string, language: Language): string {
  return LANGUAGE_FACTS[language].dir === 'rtl' ? `\u2066${text}\u2069` : text;
}

const PERCENT = { style: 'percent' } as const;

/** A ratio as a percentage, truncated: 100% means that nothing was lost, 0% that nothing was up. */
export function percent(ratio: number | null, language: Language): string {
  if (ratio === null) return '–';
  if (ratio >= 1) return number(1, language, 0, PERCENT);
  // The addend undoes binary fractions (0.9993 * 10000 is 9992.999…) and must not lift anything to 100.
  const hundredths = Math.min(9_999, Math.floor(ratio * 10_000 + 1e-6));
  if (hundredths === 0 && ratio > 0) return figure(`<${number(0.0001, language, 2, PERCENT)}`, language);
  return number(hundredths / 10_000, language, 2, PERCENT);
}

/** A length in ms as people read it: `<0.1 ms`, `0.4 ms`, `142 ms`, `1.24 s`. */
export function latency(ms: number | null, language: Language): string {
  if (ms === null) return '–';
  if (ms < 0.05) return figure(`<${timed(0.1, 'millisecond', language, 1)}`, language);
  if (ms < 9.95) return figure(timed(ms, 'millisecond', language, 1), language);
  if (ms < 999.5) return figure(timed(ms, 'millisecond', language, 0), language);
  return figure(timed(ms / 1000, 'second', language, ms < 9_995 ? 2 : 1), language);
}

/** A length that stands on an axis: with as many digits as it has, two at most. */
export function axisLatency(ms: number, language: Language): string {
  if (ms === 0) return number(0, language, 0);
  const [value, unit] = ms >= 1000 ? ([ms / 1000, 'second'] as const) : ([ms, 'millisecond'] as const);
  const digits = (String(Number(value.toFixed(2))).split('.')[1] ?? '').length;
  return timed(value, unit, language, digits);
}

function timed(value: number, unit: 'millisecond' | 'second', language: Language, digits: number): string {
  if (LANGUAGE_FACTS[language].latencies === 'words')
    return number(value, language, digits, { style: 'unit', unit, unitDisplay: 'short' }).replace(
      /\d(?=\p{L})/u,
      '$& ',
    );
  return `${number(value, language, digits)} ${unit === 'second' ? 's' : 'ms'}`;
}
