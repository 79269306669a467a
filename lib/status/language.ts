import Negotiator from 'negotiator';
import { LANGUAGES, type Language, type Site } from '../model.ts';

export type Spoken = Pick<Site, 'language' | 'languages'>;

/** The languages of the pages, the one for everybody else first. */
export function spokenLanguages(site: Spoken | null): readonly Language[] {
  const languages = site?.languages ?? LANGUAGES;
  const first = site?.language ?? languages[0] ?? 'en';
  return [first, ...languages.filter((language) => language !== first)];
}

/**
 * The language for a visitor: the one that the address names, else what `Accept-Language` prefers of those that are
 * spoken (RFC 9110, 12.5.4; matched as RFC 4647 looks up, so that `de-CH` finds `de`), else the site's own.
 */
export function chooseLanguage(
  site: Spoken | null,
  named: string | null | undefined,
  acceptLanguage: string | null | undefined,
): Language {
  const spoken = spokenLanguages(site);
  const asked = spoken.find((language) => language === named);
  if (asked !== undefined) return asked;
  const [first = 'en'] = spoken;
  if (acceptLanguage === null || acceptLanguage === undefined || spoken.length === 1) return first;
  const negotiator = new Negotiator({ headers: { 'accept-language': acceptLanguage } });
  const [best] = negotiator.languages([...spoken]);
  return spoken.find((language) => language === best) ?? first;
}
