import { LANGUAGES, type Language } from '../model.ts';
import { spokenLanguages } from '../status/language.ts';
import type { StatusSource } from '../status/source.ts';

/** What the front must know of the site's configuration. */
export interface FrontSite {
  /** Whether visitors come by https. */
  readonly isHttps: boolean;
  /** The path below which the site is, as in `/status`; empty where it has a host of its own. */
  readonly base: string;
  /** Origins of the pictures that the operator named, and that pages may therefore load. */
  readonly pictures: readonly string[];
  /** What the pages speak, the language for everybody else first. */
  readonly languages: readonly Language[];
}

export const PLAIN_SITE: FrontSite = { isHttps: false, base: '', pictures: [], languages: LANGUAGES };

/** Tells what is configured now; looked up once a revision. */
export function siteGauge(status: Pick<StatusSource, 'revision' | 'snapshot'>): () => FrontSite {
  let revision: string | null = null;
  let site = PLAIN_SITE;
  return () => {
    const current = status.revision();
    if (current !== revision) {
      const configured = status.snapshot('public')?.site;
      if (configured !== undefined) {
        const { protocol, pathname } = new URL(configured.url);
        const logo = configured.brand?.logo ?? null;
        const origins = [logo?.light, logo?.dark].flatMap((one) =>
          one !== undefined && one !== null && 'url' in one ? [new URL(one.url).origin] : [],
        );
        site = {
          isHttps: protocol === 'https:',
          base: pathname.replace(/\/+$/, ''),
          pictures: [...new Set(origins)],
          languages: spokenLanguages(configured),
        };
      }
      revision = current;
    }
    return site;
  };
}
