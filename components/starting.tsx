import { StillPage } from './still-page.tsx';
import type { Words } from './words.ts';

/** Shown for the moments before the database is there. It asks again by itself, without JavaScript too. */
export function Starting({ words }: { words: Words }) {
  return (
    <StillPage tone="unknown" title={words.t('starting.title')} language={words.language}>
      <meta httpEquiv="refresh" content="2" />
      <p>{words.t('starting.text')}</p>
    </StillPage>
  );
}
