import { duration } from './duration.ts';
import type { Language } from '../lib/model.ts';

/** Stands for the duration in the words of a page that it cannot reach its server. */
export const SILENCE = '{}';

/**
 * Says over the page that its server cannot be reached, and takes the colour from what may not be true any more.
 *
 * @param silence since the page was known to be current, ms; null: it is
 */
export function tellUnreachable(silence: number | null, language: Language): void {
  document.documentElement.toggleAttribute('data-lost', silence !== null);
  // Behind all that is React's, so that it may be there before and after React takes the page over.
  const said = document.querySelector('body > .lost');
  const words = document.querySelector<HTMLElement>('.live')?.dataset['lost'];
  if (silence === null || words === undefined) {
    said?.remove();
    return;
  }
  const place = said ?? document.body.appendChild(Object.assign(document.createElement('p'), { className: 'lost' }));
  place.textContent = words.replace(SILENCE, duration(silence, language));
}
