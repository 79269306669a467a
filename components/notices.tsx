import type { Snapshot } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import { hasHistory } from './state-words.ts';

/** What a visitor must know before believing the rest: that it is old, or that nobody is watching. */
export function Notices({ snapshot }: { snapshot: Snapshot }) {
  const { staleSince, worker, generatedAt } = snapshot;
  return (
    <>
      {staleSince !== null && (
        <p className="notice" role="note">
          <strong>This page is not current.</strong> It shows what was last known: the database has not answered since{' '}
          <Moment at={staleSince} now={generatedAt} />
        </p>
      )}
      {!worker.alive && hasHistory(snapshot) && (
        <p className="notice" role="note">
          <strong>The monitor is not running.</strong> This says nothing about the services themselves: no check was
          made
          {worker.figures !== null && (
            <>
              {' '}
              since <Moment at={worker.figures.at} now={generatedAt} />
            </>
          )}
        </p>
      )}
    </>
  );
}
