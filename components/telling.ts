import type { CheckView } from '../lib/model.ts';
import type { Words } from './words.ts';

/** What all that tells of incidents, maintenance and outages needs beside them. */
export interface Telling {
  /** All that may be named. */
  readonly checks: readonly CheckView[];
  /** Decides how much of a date is written. */
  readonly now: number;
  readonly words: Words;
}
