import type { Language } from '../lib/model.ts';

/** What is to be known of a language beside its messages. */
export interface LanguageFacts {
  /** BCP 47, for `lang` and `hreflang`: it names the script where the language has several. */
  readonly tag: string;
  /** For `Intl`: with the forms of dates and the digits that the pages use. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** In the language itself. */
  readonly name: string;
  /** How lengths of time are written: by the symbols of the SI, or by the words of `Intl`. */
  readonly durations: 'symbols' | 'words';
  /** The same for response times, which stand beside figures of machines. */
  readonly latencies: 'symbols' | 'words';
}

const SYMBOLS = { dir: 'ltr', durations: 'symbols', latencies: 'symbols' } as const;

/** Client components read this, too: what is long stays in the messages. */
export const LANGUAGE_FACTS: Readonly<Record<Language, LanguageFacts>> = {
  en: { ...SYMBOLS, tag: 'en', locale: 'en-GB', name: 'English' },
  de: { ...SYMBOLS, tag: 'de', locale: 'de', name: 'Deutsch', durations: 'words' },
  fr: { ...SYMBOLS, tag: 'fr', locale: 'fr', name: 'Français', durations: 'words' },
  es: { ...SYMBOLS, tag: 'es', locale: 'es', name: 'Español', durations: 'words' },
  ja: { ...SYMBOLS, tag: 'ja', locale: 'ja', name: '日本語', durations: 'words' },
  zh: { tag: 'zh-Hans', locale: 'zh-Hans', dir: 'ltr', name: '简体中文', durations: 'words', latencies: 'words' },
  // The digits of metrics and addresses, and one calendar for all browsers.
  ar: {
    tag: 'ar',
    locale: 'ar-u-ca-gregory-nu-latn',
    dir: 'rtl',
    name: 'العربية',
    durations: 'words',
    latencies: 'symbols',
  },
};

/** The language of a document, by its `lang`. */
export function languageOfTag(tag: string): Language {
  const known = Object.entries(LANGUAGE_FACTS).find(([, facts]) => facts.tag === tag);
  return (known?.[0] ?? 'en') as Language; // the keys are all languages
}
