import type { CheckView, Snapshot } from '../lib/model.ts';
import { duration } from './duration.ts';
import { plural } from './figures.ts';
import { headlineOf, type Headline } from './headline.ts';
import { Moment } from './moment.tsx';
import { openIncidents, runningMaintenance } from './notice-lists.ts';
import { IMPACT_WORDS } from './notice-words.ts';
import { StateIcon } from './state-icon.tsx';
import { WORDS } from './state-words.ts';

/** The one sentence that most visitors come for, with its culprit and since when; then what people say goes on. */
export function Banner({ snapshot }: { snapshot: Snapshot }) {
  const headline = headlineOf(snapshot);
  const { text, tone, incident } = headline;
  const culprit = culpritOf(snapshot.checks);
  const now = snapshot.generatedAt;
  return (
    <section className={`banner ${tone}`} aria-labelledby="overall">
      <StateIcon tone={tone} />
      <div>
        <h1 id="overall">
          {incident === null ? (
            <Sentence text={text} culprit={culprit?.check} />
          ) : (
            <a href={`/incidents/${incident.id}`} dir="auto">
              {incident.title}
            </a>
          )}
        </h1>
        {incident !== null && (
          <p>
            {IMPACT_WORDS[incident.impact]} for {duration(now - incident.startedAt)}, since{' '}
            <Moment at={incident.startedAt} now={now} />
          </p>
        )}
        <p>
          {culprit === null ? (
            tally(snapshot, headline)
          ) : (
            <>
              {incident !== null && (
                <>
                  <bdi>{culprit.check.name}</bdi>:{' '}
                </>
              )}
              {culprit.check.message ?? WORDS[culprit.check.state]} for {duration(now - culprit.since)}, since{' '}
              <Moment at={culprit.since} now={now} />
            </>
          )}
        </p>
        {incident === null && <AlsoIncidents snapshot={snapshot} />}
        <AlsoMaintenance snapshot={snapshot} />
      </div>
    </section>
  );
}

/** The worst open incident where the headline is about a check, and how many more there are. */
function AlsoIncidents({ snapshot }: { snapshot: Snapshot }) {
  const [worst, ...more] = openIncidents(snapshot);
  if (worst === undefined) return null;
  return (
    <p>
      {IMPACT_WORDS[worst.impact]}:{' '}
      <a href={`/incidents/${worst.id}`} dir="auto">
        {worst.title}
      </a>
      {more.length > 0 && <>, and {plural(more.length, 'more incident')}</>}
    </p>
  );
}

/** The running maintenance that ends first, and how much more there is. */
function AlsoMaintenance({ snapshot }: { snapshot: Snapshot }) {
  const [first, ...more] = runningMaintenance(snapshot);
  if (first === undefined) return null;
  return (
    <p>
      Planned maintenance:{' '}
      <a href={`/maintenance/${first.id}`} dir="auto">
        {first.title}
      </a>
      , until <Moment at={first.endsAt} now={snapshot.generatedAt} />
      {more.length > 0 && `, and ${more.length} more`}
    </p>
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

function tally({ checks }: Snapshot, { waiting }: Headline): string {
  if (waiting) return 'Every check runs within the first 20 seconds. This page updates itself.';
  const up = checks.filter((check) => check.state === 'up').length;
  if (checks.length === 0) return 'There is nothing to watch yet.';
  if (checks.every((check) => check.state === 'unknown')) return `${plural(checks.length, 'check')} without a result.`;
  if (up === checks.length) return checks.length === 1 ? 'The check is up.' : `All ${checks.length} checks are up.`;
  return `${up} of ${checks.length} checks ${up === 1 ? 'is' : 'are'} up.`;
}
