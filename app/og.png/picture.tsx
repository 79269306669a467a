import { drawable } from '../../components/drawable.ts';
import { PICTURE_SIZE, SharePicture, type SharePictureProps } from '../../components/share-picture.tsx';
import { toneOf } from '../../components/state-words.ts';
import { ENGLISH } from '../../components/words.ts';
import type { Snapshot } from '../../lib/model.ts';
import { shareFacts } from '../share-facts.ts';

/** Pictures that are kept, by what they say. */
const MAX_KEPT = 32;
const kept = new Map<string, Promise<Buffer>>();
let drawing: Promise<unknown> = Promise.resolve();

/**
 * The picture of a status as PNG. It is drawn once for what it says, one after another: the status moves each second,
 * its words at most once a minute.
 */
export function pictureOf(snapshot: Snapshot): Promise<Buffer> {
  const says = pictureFacts(snapshot);
  const key = JSON.stringify(says);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const picture = drawing.then(() => draw(says));
  drawing = picture.catch(() => undefined);
  picture.catch(() => kept.delete(key));
  kept.set(key, picture);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return picture;
}

/** What the picture says, in letters that it can draw: others stand for those that it cannot. */
function pictureFacts(snapshot: Snapshot): SharePictureProps {
  const { tone, site, title, detail, at } = shareFacts(snapshot);
  return {
    tone,
    site: drawable(site) ?? new URL(snapshot.site.url).host,
    title: drawable(title) ?? plainTitle(snapshot),
    detail: detail === null ? null : drawable(detail),
    at: drawable(at) ?? '',
  };
}

/** The state without a name. */
function plainTitle({ checks, ...snapshot }: Snapshot): string {
  const count = (state: 'down' | 'degraded') => checks.filter((check) => check.state === state).length;
  for (const state of ['down', 'degraded'] as const) {
    const found = count(state);
    if (found > 0) return `${found} of ${checks.length} checks ${found === 1 ? 'is' : 'are'} ${state}`;
  }
  const tone = toneOf({ ...snapshot, checks });
  return tone === 'up' || tone === 'paused' || tone === 'unknown' ? ENGLISH.t(`states.${tone}`) : 'There is news';
}

async function draw(says: SharePictureProps): Promise<Buffer> {
  // It takes 20 MB, which are spent when somebody asks.
  const { ImageResponse } = await import('next/og');
  const response = new ImageResponse(<SharePicture {...says} />, PICTURE_SIZE);
  return Buffer.from(await response.arrayBuffer());
}
