import type { ReactNode } from 'react';
import type { Language } from '../lib/model.ts';
import { Awake } from './awake.tsx';
import { LANGUAGE_FACTS } from './languages.ts';
import { momentPatterns } from './moment-patterns.ts';
import { Sprite } from './sprite.tsx';

/** The document of a page, in its language. Pages make it, not their layout: that does not know what they were asked. */
export function Document({ language, children }: { language: Language; children: ReactNode }) {
  const { tag, dir } = LANGUAGE_FACTS[language];
  return (
    <html lang={tag} dir={dir} data-moments={momentPatterns(language)}>
      <body>
        <Sprite />
        {children}
        <Awake />
      </body>
    </html>
  );
}
