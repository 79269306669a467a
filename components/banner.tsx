import type { CheckView, Snapshot } from '../lib/model.ts';
import { duration } from './duration.ts';
import { plural } from './figures.ts';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import { hasHistory, toneOf, WORDS } from './state-words.ts';

/** The one sentence that most visitors come for, with its culprit and since when. */
export function Banner({ snapshot }: { snapshot: Snapshot }) {
  const tone = toneOf(snapshot);
  const waiting = !hasHistory(snapshot) && snapshot.checks.some((check) => check.state !== 'paused');
  const culprit = culpritOf(snapshot.checks);
  return (
    <section className={`banner ${tone}`} aria-labelledby="overall">
      <StateIcon tone={tone} />
      <div>
        <h1 id="overall">
          {waiting ? (
            'Waiting for the first results'
          ) : (
            <Sentence text={snapshot.description} culprit={culprit?.check} />
          )}
        </h1>
        <p>
          {culprit !== null ? (
            <>
              {culprit.check.message ?? WORDS[culprit.check.state]} for {duration(snapshot.generatedAt - culprit.since)}
              , since <Moment at={culprit.since} now={snapshot.generatedAt} />
            </>
          ) : (
            tally(snapshot, waiting)
          )}
        </p>
      </div>
    </section>
  );
}

/** The sentence with the name that it begins with kept apart: it may be written from right to left. */
function Sentence({ text, culprit }: { text: string; culprit: CheckView | undefined }) {
  if (culprit === undefined || !text.startsWith(culprit.name)) return text;
  return (
    <>
      <bdi>{culprit.name}</bdi>
      {text.slice(culprit.name.length)}
    </>
  );
}

/** The check that the sentence names, when it names one. */
function culpritOf(checks: readonly CheckView[]): { check: CheckView; since: number } | null {
  for (const state of ['down', 'degraded'] as const) {
    const found = checks.filter((check) => check.state === state);
    const [check] = found;
    if (found.length === 1 && check !== undefined && check.since !== null) return { check, since: check.since };
    if (found.length > 1) return null;
  }
  return null;
}

function tally({ checks }: Snapshot, waiting: boolean): string {
  if (waiting) return 'Every check runs within the first 20 seconds. This page updates itself.';
  const up = checks.filter((check) => check.state === 'up').length;
  if (checks.length === 0) return 'There is nothing to watch yet.';
  if (checks.every((check) => check.state === 'unknown')) return `${plural(checks.length, 'check')} without a result.`;
  if (up === checks.length) return checks.length === 1 ? 'The check is up.' : `All ${checks.length} checks are up.`;
  return `${up} of ${checks.length} checks ${up === 1 ? 'is' : 'are'} up.`;
}
