import { HEIGHT, KINDS, STRIPE } from './day-stripes.ts';
import type { Words } from './words.ts';

/** What the colours of the bars mean. Only those that are on the page would be less to read, but would come and go. */
export function Legend({ note, words }: { note: string; words: Words }) {
  return (
    <p className="legend">
      <span>
        {note}
        {words.space}
        {words.t('days.scale')}
      </span>
      {(['up', ...KINDS] as const).map((kind) => (
        <span key={kind}>
          <svg aria-hidden="true">
            <path className={kind} d={`M0 0h${STRIPE}v${HEIGHT / 2}h-${STRIPE}z`} />
          </svg>
          {words.t(`states.${kind}`)}
        </span>
      ))}
    </p>
  );
}
