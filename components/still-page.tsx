import type { ReactNode } from 'react';
import type { Language } from '../lib/model.ts';
import { Document } from './document.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';

export interface StillPageProps {
  readonly tone: Tone;
  readonly title: string;
  readonly language: Language;
  readonly children: ReactNode;
}

/** A page that has one thing to say: not found, failed, starting. It needs no data. */
export function StillPage({ tone, title, language, children }: StillPageProps) {
  return (
    <Document language={language}>
      <main id="content" className="still">
        <title>{title}</title>
        <StateIcon tone={tone} />
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}
