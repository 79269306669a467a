import type { ReactNode } from 'react';
import { LatestWord, type LatestWordProps } from './latest-word.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Tone } from './state-words.ts';

export interface NoticeCardProps<Status extends string> extends LatestWordProps<Status> {
  readonly tone: Tone;
  readonly title: string;
  /** One line: what it is and since when. */
  readonly children: ReactNode;
}

/** Something that goes on, told in full: title, latest word, what it affects. */
export function NoticeCard<Status extends string>({ tone, title, children, ...word }: NoticeCardProps<Status>) {
  return (
    <li className="card told">
      <StateIcon tone={tone} />
      <div>
        <h2>
          <a href={word.href} dir="auto">
            {title}
          </a>
        </h2>
        <p className="facts">{children}</p>
        <LatestWord {...word} />
      </div>
    </li>
  );
}
