import type { Words } from './words.ts';

/** More markup than this is cut where a page has other things to show. */
const LONG = 1_200;

/**
 * What somebody wrote, as HTML that was sanitised when it was written and again when it was read. With `more`, a long
 * text shows its beginning, and a link to the page that has it whole.
 */
export function Written({ html, words, more }: { html: string; words: Words; more?: string }) {
  if (html === '') return null;
  const cut = more !== undefined && html.length > LONG;
  return (
    <>
      <div className={cut ? 'written long' : 'written'} dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
      {cut && (
        <p className="more">
          <a href={more}>{words.t('notices.readOn')}</a>
        </p>
      )}
    </>
  );
}
