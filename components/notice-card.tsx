import type { ReactNode } from 'react';
import type { Update } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';
import type { Telling } from './telling.ts';
import { Written } from './written.tsx';

export interface NoticeCardProps<Status extends string> extends Telling {
  readonly tone: Tone;
  readonly href: string;
  readonly title: string;
  /** One line: what it is and since when. */
  readonly children: ReactNode;
  /** What was written last, and the words for its status. */
  readonly update: Update<Status> | undefined;
  readonly status: (status: Status) => string;
  /** What is told where there is no update. */
  readonly html?: string;
  readonly affected: readonly string[];
}

/** Something that goes on, told in full: title, latest word, what it affects. */
export function NoticeCard<Status extends string>(props: NoticeCardProps<Status>) {
  const { tone, href, title, children, update, status, html = '', affected, checks, now, words } = props;
  return (
    <li className="card told">
      <StateIcon tone={tone} />
      <div>
        <h2>
          <a href={href} dir="auto">
            {title}
          </a>
        </h2>
        <p className="facts">{children}</p>
        {update === undefined ? (
          <Written html={html} more={href} words={words} />
        ) : (
          <>
            <p className="said">
              <strong>{status(update.status)}</strong> <Moment at={update.at} now={now} words={words} />
            </p>
            <Written html={update.html} more={href} words={words} />
          </>
        )}
        <AffectedChecks ids={affected} checks={checks} href={href} words={words} />
      </div>
    </li>
  );
}
