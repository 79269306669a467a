import { STATES, type State } from '../lib/model.ts';

/** More of a text than this is not looked at. */
export const LONGEST = 64;

/** What a visitor looks for among the checks; all of them by default. */
export interface Wanted {
  readonly state: State | null;
  /** As it was written, at most `LONGEST` characters; empty: any. */
  readonly text: string;
}

/** What is told apart of a check. */
export interface Findable {
  readonly state: string;
  /** Its name, its id, and the name of its group. */
  readonly texts: readonly string[];
}

/** What the parameters `state` and `q` ask for; a state that there is not asks for nothing. */
export function wantedOf(state: string | undefined, text: string | undefined): Wanted {
  return {
    state: STATES.find((known) => known === state) ?? null,
    text: (text ?? '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, LONGEST),
  };
}

/** Whether all checks are wanted. */
export function isAnything({ state, text }: Wanted): boolean {
  return state === null && text === '';
}

/** Tells whether a check is wanted: in this state, with every word of the text in its name, its id or its group's name. */
export function finder({ state, text }: Wanted): (check: Findable) => boolean {
  const words = plain(text).split(' ');
  return (check) => {
    if (state !== null && check.state !== state) return false;
    if (text === '') return true;
    const whole = plain(check.texts.join('\n'));
    return words.every((word) => whole.includes(word));
  };
}

/** Whether whatever is wanted by the one is wanted by the other too, so that it is among what was found for it. */
export function isWithin(one: Wanted, other: Wanted): boolean {
  if (other.state !== null && one.state !== other.state) return false;
  const words = plain(one.text).split(' ');
  return plain(other.text)
    .split(' ')
    .every((word) => words.some((own) => own.includes(word)));
}

/** The same as a query: `state=down&q=pay`; empty for everything. */
export function findQuery({ state, text }: Wanted): string {
  return new URLSearchParams([
    ...(state === null ? [] : [['state', state]]),
    ...(text === '' ? [] : [['q', text]]),
  ]).toString();
}

/** Without case, accents and widths of letters. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
