import type { Update } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import { Written } from './written.tsx';
import type { Words } from './words.ts';

export interface UpdateListProps<Status extends string> {
  readonly updates: readonly Update<Status>[];
  readonly status: (status: Status) => string;
  readonly now: number;
  readonly words: Words;
}

/** All that was written about something, the newest first. */
export function UpdateList<Status extends string>({ updates, status: nameOf, now, words }: UpdateListProps<Status>) {
  return (
    <section className="past updates" aria-labelledby="updates">
      <header>
        <h2 id="updates">{words.t('notices.updates')}</h2>
      </header>
      <ol>
        {updates.map(({ id, status, at, createdAt, updatedAt, html }) => (
          <li key={id} id={id}>
            <div>
              <h3>{nameOf(status)}</h3>
              <p>
                <Moment at={at} now={now} words={words} />
              </p>
              {updatedAt > createdAt && (
                <p>{words.rich('notices.edited', { time: <Moment at={updatedAt} now={now} words={words} /> })}</p>
              )}
            </div>
            <Written html={html} words={words} />
          </li>
        ))}
      </ol>
    </section>
  );
}
