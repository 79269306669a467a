import { LANGUAGE_FACTS } from '../../components/languages.ts';
import type { Words } from '../../components/words.ts';
import type { Snapshot } from '../../lib/model.ts';
import { shareFacts } from '../share-facts.ts';
import { PICTURE_SIZE, SharePicture, type SharePictureProps } from './share-picture.tsx';
import { drawing, typefacesFor } from './typefaces.ts';

/** Pictures that are kept, by what they say. */
const MAX_KEPT = 32;
const kept = new Map<string, Promise<Buffer>>();
let drawn: Promise<unknown> = Promise.resolve();

/**
 * The picture of a status as PNG. It is drawn once for what it says, one after another: the status moves each second,
 * its words at most once a minute.
 */
export async function pictureOf(snapshot: Snapshot, words: Words): Promise<Buffer> {
  const says = await pictureFacts(snapshot, words);
  const key = JSON.stringify([words.language, says]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const picture = drawn.then(() => draw(says, words));
  drawn = picture.catch(() => undefined);
  picture.catch(() => kept.delete(key));
  kept.set(key, picture);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return picture;
}

/** What the picture says, in letters that it can draw: others stand for those that it cannot. */
export async function pictureFacts(snapshot: Snapshot, words: Words): Promise<SharePictureProps> {
  const { tone, site, title, nameless, detail, at } = shareFacts(snapshot, words);
  const drawable = await drawing();
  return {
    tone,
    dir: LANGUAGE_FACTS[words.language].dir,
    site: drawable(site) ?? new URL(snapshot.site.url).host,
    title: drawable(title) ?? nameless,
    detail: detail === null ? null : drawable(detail),
    at: drawable(words.t('live.updated', { time: at })) ?? '',
  };
}

async function draw(says: SharePictureProps, { language }: Words): Promise<Buffer> {
  // It takes 20 MB, which are spent when somebody asks.
  const { ImageResponse } = await import('next/og');
  const fonts = [...(await typefacesFor(language))];
  const response = new ImageResponse(<SharePicture {...says} />, { ...PICTURE_SIZE, fonts });
  return Buffer.from(await response.arrayBuffer());
}
