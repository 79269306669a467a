import type { Snapshot } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import { hasHistory, lastWord } from './state-words.ts';
import type { Words } from './words.ts';

/** What a visitor must know before believing the rest: that it is old, or that nobody is watching. */
export function Notices({ snapshot, words }: { snapshot: Snapshot; words: Words }) {
  const { staleSince, worker, generatedAt } = snapshot;
  const last = lastWord(worker);
  const at = (instant: number) => <Moment at={instant} now={generatedAt} words={words} />;
  return (
    <>
      {staleSince !== null && (
        <p className="notice old" role="note">
          <strong>{words.t('notices.stale')}</strong>
          {words.space}
          {words.rich('notices.staleSince', {
            duration: words.duration(generatedAt - staleSince),
            time: at(staleSince),
          })}
        </p>
      )}
      {!worker.alive && hasHistory(snapshot) && (
        <p className="notice old" role="note">
          <strong>{words.t('notices.dead')}</strong>
          {words.space}
          {last === null
            ? words.t('notices.deadEver')
            : words.rich('notices.deadSince', { duration: words.duration(generatedAt - last), time: at(last) })}
        </p>
      )}
    </>
  );
}
