import { Moment } from './moment.tsx';
import type { Words } from './words.ts';

export interface MomentsProps {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly words: Words;
}

/** From one instant to another, on one line where there is room for it. */
export function Moments({ from, to, now, words }: MomentsProps) {
  return (
    <span className="moments">
      <Moment at={from} now={now} words={words} bare /> – <Moment at={to} now={now} words={words} from={from} />
    </span>
  );
}
