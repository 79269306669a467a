import { headers } from 'next/headers';
import { wordsFor, type Words } from '../components/words.ts';
import type { Site } from '../lib/model.ts';
import { chooseLanguage } from '../lib/status/language.ts';
import { values, type Search } from './search.ts';

/** The words for this request: `?lang=` first, then what its browser prefers, then the site's own. */
export async function wordsOf(site: Site | null, search: Search): Promise<Words> {
  const [named] = values(search, 'lang');
  const accepted = (await headers()).get('accept-language');
  const language = chooseLanguage(site, named, accepted);
  return wordsFor(language, language === named);
}
