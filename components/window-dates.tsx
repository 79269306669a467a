import type { Maintenance } from '../lib/model.ts';
import { Moments } from './moments.tsx';
import type { Words } from './words.ts';

export interface WindowDatesProps {
  readonly windows: readonly Maintenance[];
  readonly now: number;
  readonly words: Words;
}

/** Windows of one maintenance by nothing but their times, which lead to them. */
export function WindowDates({ windows, now, words }: WindowDatesProps) {
  return (
    <ul className="dates">
      {windows.map(({ id, startsAt, endsAt }) => (
        <li key={id}>
          <a href={words.href(`/maintenance/${id}`)}>
            <Moments from={startsAt} to={endsAt} now={now} words={words} />
          </a>
        </li>
      ))}
    </ul>
  );
}
