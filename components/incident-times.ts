import { openLength, openSpans, type Incident } from '../lib/model.ts';
import type { Place } from './duration.ts';
import type { Words } from './words.ts';

/** Since when an incident goes on, and whether it is so since it was opened again. */
export function openSince(incident: Incident): { readonly since: number; readonly isAgain: boolean } {
  const spans = openSpans(incident);
  const { from } = spans.at(-1) ?? spans[0];
  return { since: from, isAgain: spans.length > 1 };
}

/** How long an incident that is over was open; of one that was opened again the sum, which says that it is one. */
export function openTime(incident: Incident, words: Words, place?: Place): string {
  const spans = openSpans(incident);
  const duration = words.duration(openLength(spans), place);
  return spans.length > 1 ? words.t('incident.inAll', { duration }) : duration;
}
