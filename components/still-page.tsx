import type { ReactNode } from 'react';
import type { Language, Snapshot } from '../lib/model.ts';
import { Document } from './document.tsx';
import { SiteHeader } from './site-header.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';
import type { Words } from './words.ts';

export interface StillPageProps {
  readonly tone: Tone;
  readonly title: string;
  readonly language: Language;
  /** Whose page it is, where that is known. */
  readonly of?: { readonly snapshot: Snapshot; readonly words: Words } | undefined;
  readonly children: ReactNode;
}

/** A page that has one thing to say: not found, failed, starting. It needs no data. */
export function StillPage({ tone, title, language, of, children }: StillPageProps) {
  return (
    <Document language={language}>
      {of !== undefined && <SiteHeader {...of} />}
      <main id="content" className="still">
        <title>{title}</title>
        <StateIcon tone={tone} />
        <h1>{title}</h1>
        {children}
      </main>
    </Document>
  );
}
