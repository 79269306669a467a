import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { FAULT_WORDS } from '../../components/fault-words.ts';
import { StillPage } from '../../components/still-page.tsx';
import { chooseLanguage } from '../../lib/status/language.ts';

/**
 * What the front shows in the place of a page that failed: Next's own answer is empty until its scripts have run.
 * It reads nothing that may have been what failed. Nobody else gets to see it.
 */
export default async function FaultPage() {
  const asked = await headers();
  if (asked.get('x-allswell-fault') === null) notFound();
  const language = chooseLanguage(null, null, asked.get('accept-language'));
  const { title, text, again } = FAULT_WORDS[language];
  return (
    <StillPage tone="degraded" title={title} language={language}>
      <meta name="robots" content="noindex" />
      <p>{text}</p>
      <p>
        <a href="">{again}</a>
      </p>
    </StillPage>
  );
}
