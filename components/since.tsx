import { Moment } from './moment.tsx';
import type { Words } from './words.ts';

/** For how long something goes on, and since when. */
export function Since({ at, now, words }: { at: number; now: number; words: Words }) {
  const time = <Moment at={at} now={now} words={words} />;
  return words.rich('incident.since', { duration: words.duration(now - at), time });
}
