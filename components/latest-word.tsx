import type { Update } from '../lib/model.ts';
import { AffectedChecks } from './affected-checks.tsx';
import { Moment } from './moment.tsx';
import type { Telling } from './telling.ts';
import { Written } from './written.tsx';

export interface LatestWordProps<Status extends string> extends Telling {
  /** The page that has all of it. */
  readonly href: string;
  /** What was written last, and the words for its status. */
  readonly update: Update<Status> | undefined;
  readonly status: (status: Status) => string;
  /** What is told where there is no update. */
  readonly html?: string;
  readonly affected: readonly string[];
}

/** What was written last about something that goes on, and what it affects. */
export function LatestWord<Status extends string>(props: LatestWordProps<Status>) {
  const { href, update, status, html = '', affected, checks, now, words } = props;
  return (
    <>
      {update !== undefined && (
        <p className="said">
          <strong>{status(update.status)}</strong> <Moment at={update.at} now={now} words={words} />
        </p>
      )}
      <Written html={update?.html ?? html} more={href} words={words} />
      <AffectedChecks ids={affected} checks={checks} href={href} words={words} />
    </>
  );
}
