import { StillPage } from '../components/still-page.tsx';
import { readSnapshot } from '../lib/status/status.ts';
import { wordsOf } from './language.ts';

export default async function NotFound() {
  const snapshot = readSnapshot('public');
  const words = await wordsOf(snapshot?.site ?? null, {});
  const title = words.t('notFound.title');
  return (
    <StillPage
      tone="unknown"
      title={title}
      language={words.language}
      of={snapshot === null ? undefined : { snapshot, words }}
    >
      <p>{words.t('notFound.text')}</p>
      <p>
        <a href={words.href('/')}>{words.t('nav.current')}</a>
      </p>
    </StillPage>
  );
}
