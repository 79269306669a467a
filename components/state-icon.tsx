import type { Tone } from './state-words.ts';

/** The shape of a state, in its colour. It says nothing to a screen reader: a word always stands beside it. */
export function StateIcon({ tone }: { tone: Tone }) {
  return (
    <svg className={`icon ${tone}`} aria-hidden="true">
      <use href={`#${tone}`} />
    </svg>
  );
}
