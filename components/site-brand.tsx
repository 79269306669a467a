import type { BrandPicture, Site } from '../lib/model.ts';
import type { Words } from './words.ts';

/** Who this is: the operator's logo, or the name. It leads to the first page. */
export function SiteBrand({ site, words }: { site: Site; words: Words }) {
  const logo = site.brand?.logo ?? null;
  const box = { alt: site.name, width: 192, height: 32 };
  return (
    <a className="brand" href={words.href('/')} dir="auto">
      {logo === null ? (
        site.name
      ) : (
        <>
          <img className="logo" src={sourceOf(logo.light, 'logo')} {...box} />
          {/* Beside it, not in its place: paper wants the other one, and does not wait for it. */}
          {logo.dark !== null && (
            <img className="logo dark" src={sourceOf(logo.dark, 'logo-dark')} loading="lazy" {...box} />
          )}
        </>
      )}
    </a>
  );
}

function sourceOf(picture: BrandPicture, name: string): string {
  return 'url' in picture ? picture.url : `/brand/${name}?v=${picture.hash}`;
}
