import { StillPage } from '../components/still-page.tsx';
import { readSnapshot } from '../lib/status/status.ts';
import { wordsOf } from './language.ts';

export default async function NotFound() {
  const site = readSnapshot('public')?.site ?? null;
  const words = await wordsOf(site, {});
  const title = words.t('notFound.title');
  return (
    <StillPage
      tone="unknown"
      title={title}
      language={words.language}
      {...(site === null ? {} : { of: { site, words } })}
    >
      <p>{words.t('notFound.text')}</p>
      <p>
        <a href={words.href('/')}>{words.t('nav.current')}</a>
      </p>
    </StillPage>
  );
}
