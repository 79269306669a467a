import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { FAULT_WORDS } from '../../../components/fault-words.ts';
import { LANGUAGE_FACTS } from '../../../components/languages.ts';
import { MESSAGES } from '../../../components/words.ts';
import { checkTypes } from '../../../lib/checks/registry.ts';
import { LANGUAGES, type Language } from '../../../lib/model.ts';

/** The messages of a language by their keys, as in `headline.allUp`. */
function messagesOf(language: Language): Map<string, string> {
  return new Map(
    Object.entries(MESSAGES[language]).flatMap(([group, messages]) =>
      Object.entries(messages as Record<string, string>).map(([key, text]): [string, string] => [
        `${group}.${key}`,
        text,
      ]),
    ),
  );
}

/** The names of a message's arguments. */
function argumentsOf(message: string): string[] {
  const asked = /(?<![^\w=](?:zero|one|two|few|many|other|=\d+) )\{(\w+)(?=[,}])/g;
  return [...new Set([...message.matchAll(asked)].map(([, name = '']) => name))].sort();
}

/** What each plural of a message tells apart. */
function pluralsOf(message: string): string[][] {
  return [...message.matchAll(/\{\w+, plural,((?: (?:=\d+|\w+) \{[^{}]*\})+)\}/g)].map(([, forms = '']) =>
    [...forms.matchAll(/ (=\d+|\w+) \{/g)].map(([, form = '']) => form),
  );
}

/** The forms that a language has for counts that occur. Of millions, French and Spanish have one more. */
function formsOf(language: Language): string[] {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  return pluralCategories.filter((form) => form !== 'many' || language === 'ar').sort();
}

const english = messagesOf('en');

describe.each(LANGUAGES)('the messages in %s', (language) => {
  const messages = messagesOf(language);

  it('are those of English, none missing and none too many', () => {
    expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('take the values of the English ones', () => {
    for (const [key, message] of messages)
      expect([key, argumentsOf(message)]).toEqual([key, argumentsOf(english.get(key) ?? '')]);
  });

  it('have every plural form of the language', () => {
    for (const [key, message] of messages) {
      const plurals = pluralsOf(message);
      expect([key, plurals.length]).toEqual([key, message.split(', plural,').length - 1]);
      for (const forms of plurals) {
        const named = forms.filter((form) => !form.startsWith('='));
        const wanted = formsOf(language);
        // What is no more than a number, or cannot be one thing, needs no forms.
        const isPlain = named.join() === 'other' && new Set(wanted).size < 3;
        expect([key, isPlain ? wanted : [...named].sort()]).toEqual([key, wanted]);
      }
    }
  });

  it('can all be written, for any count', () => {
    const faults: string[] = [];
    const translate = createTranslator({
      locale: LANGUAGE_FACTS[language].locale,
      messages: MESSAGES[language],
      onError: (error) => faults.push(error.message),
    });
    for (const [key, message] of messages)
      for (const count of [0, 1, 2, 3, 11, 100]) {
        const names = argumentsOf(message);
        const values = Object.fromEntries(names.map((name) => [name, /^(count|up)$/.test(name) ? count : `‹${name}›`]));
        const text = translate(key as never, values as never);
        expect(text).not.toMatch(/[{}#]|undefined/);
        if (!pluralsOf(message).length) for (const name of names) expect(text).toContain(String(values[name]));
      }
    expect(faults).toEqual([]);
  });

  it('say something of a fault, and of every type of check', () => {
    expect(Object.values(FAULT_WORDS[language]).every((text) => text !== '')).toBe(true);
    expect(Object.keys(MESSAGES[language].types)).toEqual(expect.arrayContaining(Object.keys(checkTypes)));
  });
});

it('are told apart by more than their names', () => {
  for (const language of LANGUAGES.filter((one) => one !== 'en')) {
    const messages = messagesOf(language);
    const same = [...english].filter(([key, text]) => /[a-z]{4}/.test(text) && messages.get(key) === text);
    // Names, and words that languages share.
    expect(same.length, `${language}: ${same.join(' ')}`).toBeLessThan(12);
  }
});
