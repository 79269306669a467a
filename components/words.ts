import { createElement, Fragment, type ReactNode } from 'react';
import { createTranslator } from 'use-intl/core';
import { CODES, type CheckView, type Code, type Language } from '../lib/model.ts';
import { duration, type Place } from './duration.ts';
import { latency, percent } from './figures.ts';
import { LANGUAGE_FACTS } from './languages.ts';
import ar from './messages/ar.json';
import de from './messages/de.json';
import en from './messages/en.json';
import es from './messages/es.json';
import fr from './messages/fr.json';
import ja from './messages/ja.json';
import zh from './messages/zh.json';

export type Messages = typeof en & { readonly codes: Readonly<Record<Code, string>> };

/** `group.message`, as in `headline.allUp`. */
export type MessageKey = {
  [Group in keyof Messages]: `${Group}.${keyof Messages[Group] & string}`;
}[keyof Messages];

/** What the codes are called in English is said once, for feeds and APIs as well. */
const english: Messages = {
  ...en,
  codes: Object.fromEntries(Object.entries(CODES).map(([code, { text }]) => [code, text])) as Record<Code, string>,
};

/** All that pages say, in every language. A language that lacks a message does not compile. */
export const MESSAGES: Readonly<Record<Language, Messages>> = { en: english, de, fr, es, ja, zh, ar };

/** How a page speaks: its messages and figures in one language. Handed down, since no page may know another's. */
export interface Words {
  readonly language: Language;
  /** A message (ICU) with its values. */
  readonly t: (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;
  /** The same with elements among its values. */
  readonly rich: (key: MessageKey, values: Readonly<Record<string, ReactNode>>) => ReactNode;
  /** Things told one after the other. */
  readonly list: (parts: readonly string[]) => string;
  /** Between two sentences. */
  readonly space: string;
  /** ms, as in `2 h 14 min`; in a phrase unless said otherwise. */
  readonly duration: (ms: number, place?: Place) => string;
  readonly percent: (ratio: number | null) => string;
  /** ms, as in `142 ms` */
  readonly latency: (ms: number | null) => string;
  /** Why a check is as it is, in plain words; null where its state says it all. */
  readonly reason: (check: CheckView) => string | null;
  /** A link to one of our pages: it keeps the language where the visitor asked for it by the address. */
  readonly href: (path: string) => string;
}

const made = new Map<string, Words>();

/** The words of a language. `given`: the visitor asked for it by the address, `?lang=`. */
export function wordsFor(language: Language, given: boolean): Words {
  const key = `${language} ${given}`;
  let words = made.get(key);
  if (words === undefined) made.set(key, (words = speak(language, given)));
  return words;
}

/** For what is English everywhere. */
export const ENGLISH: Words = wordsFor('en', false);

/** Lists say the same words and counts a thousand times, and a message takes ten times as long as its look-up. */
const MAX_SAID = 4_000;
const NOTHING = {};

function speak(language: Language, given: boolean): Words {
  const messages = MESSAGES[language];
  const translate = createTranslator({ locale: LANGUAGE_FACTS[language].locale, messages });
  const said = new Map<string, string>();
  const t: Words['t'] = (key, values) => {
    const [name, second] = Object.keys(values ?? NOTHING);
    if (second !== undefined || (name !== undefined && name !== 'count')) return translate(key, values);
    const call = `${key} ${values?.['count'] ?? ''}`;
    let text = said.get(call);
    if (text === undefined) {
      if (said.size >= MAX_SAID) said.clear();
      said.set(call, (text = translate(key, values)));
    }
    return text;
  };
  return {
    language,
    t,
    rich: (key, values) => translate.rich(key, placeable(values)),
    list: (parts) => parts.join(messages.list.separator),
    space: language === 'ja' || language === 'zh' ? '' : ' ',
    duration: (ms, place) => duration(ms, language, place),
    percent: (ratio) => percent(ratio, language),
    latency: (ms) => latency(ms, language),
    reason: ({ state, code, lastRunAt }) => {
      if (state === 'up' || state === 'paused') return null;
      if (code === null) return lastRunAt === null ? t('check.firstRun') : null;
      return messages.codes[code];
    },
    href: (to) => (given ? inLanguage(to, language) : to),
  };
}

/** The formatter puts any value in its place; its types know only of text and of functions for tags. */
function placeable(values: Readonly<Record<string, ReactNode>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      typeof value === 'number' || typeof value === 'string'
        ? [name, value]
        : [name, createElement(Fragment, { key: name }, value) as unknown as string],
    ),
  );
}

/** The same address in a language. */
export function inLanguage(to: string, language: Language): string {
  const [path = '', fragment] = to.split('#');
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}${fragment === undefined ? '' : `#${fragment}`}`;
}
