'use client';
import { useSyncExternalStore } from 'react';
import { FAULT_WORDS } from '../components/fault-words.ts';
import { StillPage } from '../components/still-page.tsx';
import { LANGUAGES, type Language } from '../lib/model.ts';
import './globals.css';

/** A fault of a page, which says nothing about the services. */
export default function GlobalError() {
  const language = useSyncExternalStore(unchanging, browserLanguage, () => 'en' as const);
  const { title, text, again } = FAULT_WORDS[language];
  return (
    <StillPage tone="degraded" title={title} language={language}>
      <p>{text}</p>
      <p>
        <a href="">{again}</a>
      </p>
    </StillPage>
  );
}

function unchanging(): () => void {
  return () => undefined;
}

/** What the address names, else what the browser prefers: there is no page here that would say its language. */
function browserLanguage(): Language {
  const named = new URLSearchParams(location.search).get('lang');
  const wanted = [...(named === null ? [] : [named]), ...navigator.languages].map((tag) => tag.split('-')[0]);
  for (const tag of wanted) {
    const known = LANGUAGES.find((language) => language === tag);
    if (known !== undefined) return known;
  }
  return 'en';
}
