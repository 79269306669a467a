import { StillPage } from '../components/still-page.tsx';
import { readSnapshot } from '../lib/status/status.ts';
import { wordsOf } from './language.ts';

export default async function NotFound() {
  const words = await wordsOf(readSnapshot('public')?.site ?? null, {});
  return (
    <StillPage tone="unknown" title={words.t('notFound.title')} language={words.language}>
      <p>{words.t('notFound.text')}</p>
      <p>
        <a href={words.href('/')}>{words.t('nav.current')}</a>
      </p>
    </StillPage>
  );
}
