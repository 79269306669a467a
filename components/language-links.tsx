import type { Language, Site } from '../lib/model.ts';
import { addressOf } from './address.ts';
import { LANGUAGE_FACTS } from './languages.ts';
import { inLanguage, type Words } from './words.ts';

interface OfPage {
  readonly site: Site;
  /** Path and query of the page, without a language. */
  readonly path: string;
}

/** Tells search engines where a page is in each language. `x-default` is the address that asks the browser. */
export function LanguageLinks({ site, path }: OfPage) {
  const languages = languagesOf(site);
  if (languages.length < 2) return null;
  return (
    <>
      {languages.map((language) => (
        <link
          key={language}
          rel="alternate"
          hrefLang={LANGUAGE_FACTS[language].tag}
          href={addressOf(site, inLanguage(path, language))}
        />
      ))}
      <link rel="alternate" hrefLang="x-default" href={addressOf(site, path)} />
    </>
  );
}

/** The page in the other languages, each by its own name: for those whose browser asks for another than theirs. */
export function LanguageSwitch({ site, path, words }: OfPage & { words: Words }) {
  const languages = languagesOf(site);
  if (languages.length < 2) return null;
  return (
    <nav className="languages" aria-label={words.t('footer.languages')}>
      {languages.map((language) => {
        const { tag, dir, name } = LANGUAGE_FACTS[language];
        return (
          <a
            key={language}
            href={inLanguage(path, language)}
            lang={tag}
            hrefLang={tag}
            dir={dir}
            aria-current={language === words.language ? 'true' : undefined}
          >
            {name}
          </a>
        );
      })}
    </nav>
  );
}

/** In the order of the configuration. */
function languagesOf(site: Site): readonly Language[] {
  return site.languages ?? (Object.keys(LANGUAGE_FACTS) as Language[]);
}
