import type { Snapshot } from '../lib/model.ts';
import { accentRules } from './accent.ts';
import { addressOf } from './address.ts';
import { sharedHeadlineOf } from './headline.ts';
import { toneOf } from './state-words.ts';
import { StructuredData, type Article } from './structured-data.tsx';
import type { Words } from './words.ts';

export interface SiteHeadProps {
  readonly snapshot: Snapshot;
  readonly words: Words;
  readonly title: string;
  /** Path and query of the page's one address; null where it has none. */
  readonly path: string | null;
  /** What the picture is about, as a query: `check=api`, or empty for everything. */
  readonly query: string;
  readonly article: Article | null;
}

/** What others read of a page before they show it: search engines, and programs in which its address is shared. */
export function SiteHead({ snapshot, words, title, path, query, article }: SiteHeadProps) {
  const { site } = snapshot;
  const { accent = null, css = null, indexed = true } = site.brand ?? {};
  const { text } = sharedHeadlineOf(snapshot, words);
  const description = [text, ...(site.description === null ? [] : [site.description])].join('. ');
  // Who has shown a picture keeps it by its address: another state has another one.
  const parameters = [query, `lang=${words.language}`, `v=${toneOf(snapshot)}-${stampOf(text)}`]
    .filter((part) => part !== '')
    .join('&');
  const picture = addressOf(site, `/og.png?${parameters}`);
  return (
    <>
      {path !== null && <link rel="canonical" href={addressOf(site, path)} />}
      {!indexed && <meta name="robots" content="noindex, nofollow" />}
      <link rel="manifest" href="/manifest.webmanifest" />
      <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
      <meta property="og:type" content={article === null ? 'website' : 'article'} />
      <meta property="og:site_name" content={site.name} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      {path !== null && <meta property="og:url" content={addressOf(site, path)} />}
      <meta property="og:image" content={picture} />
      <meta property="og:image:type" content="image/png" />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={`${site.name}: ${text}`} />
      <meta name="twitter:card" content="summary_large_image" />
      {path !== null && <StructuredData site={site} title={title} path={path} article={article} />}
      {accent !== null && (
        <style href="accent" precedence="brand">
          {accentRules(accent)}
        </style>
      )}
      {css !== null && <link rel="stylesheet" href={`/brand/style.css?v=${css.hash}`} precedence="brand" />}
    </>
  );
}

/** A short name of a text (FNV-1a). */
function stampOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}
