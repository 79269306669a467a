import type { ReactNode } from 'react';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';

/** A page that has one thing to say: not found, failed, starting. It needs no data. */
export function StillPage({ tone, title, children }: { tone: Tone; title: string; children: ReactNode }) {
  return (
    <main id="content" className="still">
      <title>{title}</title>
      <StateIcon tone={tone} />
      <h1>{title}</h1>
      {children}
    </main>
  );
}
