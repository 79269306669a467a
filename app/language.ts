import { headers } from 'next/headers';
import { wordsFor, type Words } from '../components/words.ts';
import type { Site } from '../lib/model.ts';
import { chooseLanguage } from '../lib/status/language.ts';
import { values, type Search } from './search.ts';

/** The words for this request: `?lang=` first, then what its browser prefers, then the site's own. */
export async function wordsOf(site: Site | null, search: Search): Promise<Words> {
  const [named] = values(search, 'lang');
  return wordsIn(site, named, (await headers()).get('accept-language'));
}

/** The same where there is no page: `named` is what the address asks for, and `accepted` what the browser does. */
export function wordsIn(site: Site | null, named: string | null | undefined, accepted: string | null): Words {
  const language = chooseLanguage(site, named, accepted);
  return wordsFor(language, language === named);
}
