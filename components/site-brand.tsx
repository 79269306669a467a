import type { BrandPicture, Site } from '../lib/model.ts';
import type { Words } from './words.ts';

/** Who this is: the operator's logo, or the name. It leads to the first page. */
export function SiteBrand({ site, words }: { site: Site; words: Words }) {
  const logo = site.brand?.logo ?? null;
  return (
    <a className="brand" href={words.href('/')} dir="auto">
      {logo === null ? (
        site.name
      ) : (
        <picture>
          {logo.dark !== null && (
            <source srcSet={sourceOf(logo.dark, 'logo-dark')} media="(prefers-color-scheme: dark)" />
          )}
          <img className="logo" src={sourceOf(logo.light, 'logo')} alt={site.name} width="192" height="32" />
        </picture>
      )}
    </a>
  );
}

function sourceOf(picture: BrandPicture, name: string): string {
  return 'url' in picture ? picture.url : `/brand/${name}?v=${picture.hash}`;
}
