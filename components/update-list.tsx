import type { Update } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import { Written } from './written.tsx';

export interface UpdateListProps<Status extends string> {
  readonly updates: readonly Update<Status>[];
  readonly words: Record<Status, string>;
  readonly now: number;
}

/** All that was written about something, the newest first. */
export function UpdateList<Status extends string>({ updates, words, now }: UpdateListProps<Status>) {
  return (
    <section className="past updates" aria-labelledby="updates">
      <header>
        <h2 id="updates">Updates</h2>
      </header>
      <ol>
        {updates.map(({ id, status, at, createdAt, updatedAt, html }) => (
          <li key={id} id={id}>
            <div>
              <h3>{words[status]}</h3>
              <p>
                <Moment at={at} now={now} />
              </p>
              {updatedAt > createdAt && (
                <p>
                  edited <Moment at={updatedAt} now={now} />
                </p>
              )}
            </div>
            <Written html={html} />
          </li>
        ))}
      </ol>
    </section>
  );
}
