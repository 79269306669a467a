import type { CheckView, Snapshot } from '../lib/model.ts';
import { duration } from './duration.ts';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import { toneOf, WORDS } from './state-words.ts';

/** The one sentence that most visitors come for, with its culprit and since when. */
export function Banner({ snapshot }: { snapshot: Snapshot }) {
  const tone = toneOf(snapshot);
  const waiting = !snapshot.hasVerdict && snapshot.checks.some((check) => check.state !== 'paused');
  const culprit = culpritOf(snapshot.checks);
  return (
    <section className={`banner ${tone}`} aria-labelledby="overall">
      <StateIcon tone={tone} />
      <div>
        <h1 id="overall" dir="auto">
          {waiting ? 'Waiting for the first results' : snapshot.description}
        </h1>
        <p>
          {culprit !== null ? (
            <>
              {WORDS[culprit.check.state]} for {duration(snapshot.generatedAt - culprit.since)}, since{' '}
              <Moment at={culprit.since} now={snapshot.generatedAt} />
              {culprit.check.message !== null && ` · ${culprit.check.message}`}
            </>
          ) : (
            tally(snapshot, waiting)
          )}
        </p>
      </div>
    </section>
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
  if (up === checks.length) return checks.length === 1 ? 'The check is up.' : `All ${checks.length} checks are up.`;
  return `${up} of ${checks.length} checks ${up === 1 ? 'is' : 'are'} up.`;
}
