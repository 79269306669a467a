import { Fragment } from 'react';
import { SEVERITIES, type CheckView, type Snapshot } from '../lib/model.ts';
import { headlineOf, howManyUp, toldName, type Headline } from './headline.ts';
import { openSince } from './incident-times.ts';
import { LatestWord } from './latest-word.tsx';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Words } from './words.ts';

export interface BannerProps {
  readonly snapshot: Snapshot;
  /** All that an incident may name. Default is those of the page. */
  readonly checks?: readonly CheckView[];
  /** The name of what it is about; none: all. */
  readonly of?: string | undefined;
  readonly words: Words;
}

/**
 * The one sentence that most visitors come for, with its culprit and since when. An incident that is the headline is
 * told here in full, and nowhere else above the checks; all others have cards below.
 */
export function Banner({ snapshot, checks = snapshot.checks, of, words }: BannerProps) {
  const headline = headlineOf(snapshot, words);
  const { tone, incident, knownUntil: until } = headline;
  const culprit = culpritOf(snapshot.checks);
  const now = snapshot.generatedAt;
  const sentence = <Sentence headline={headline} words={words} />;
  return (
    <section className={`banner ${tone}`} aria-labelledby="overall">
      <StateIcon tone={tone} />
      <div>
        <h1 id="overall">
          {incident === null ? (
            of === undefined ? (
              sentence
            ) : (
              words.rich('check.because', { state: <span dir="auto">{of}</span>, message: sentence })
            )
          ) : (
            <a href={words.href(`/incidents/${incident.id}`)} dir="auto">
              {incident.title}
            </a>
          )}
        </h1>
        {incident !== null && (
          <p>
            {words.rich('banner.incident', {
              impact: words.t(`incident.${incident.impact}`),
              duration: words.duration(now - openSince(incident).since),
              time: <Moment at={openSince(incident).since} now={now} words={words} />,
            })}
          </p>
        )}
        {snapshot.checks.length > 0 && (
          <p>
            {/* On the same line: one more check in trouble must not move the page. */}
            {until === null && culprit?.isAlone === false && `${tally(snapshot, headline, words)}${words.space}`}
            {until !== null
              ? words.rich('banner.asOf', { time: <Moment at={until} now={now} words={words} /> })
              : culprit === null
                ? tally(snapshot, headline, words)
                : words.rich(incident === null && culprit.isAlone ? 'banner.culprit' : 'banner.named', {
                    name: <bdi>{toldName(culprit.check, snapshot)}</bdi>,
                    what: words.reason(culprit.check) ?? words.t(`states.${culprit.check.state}`),
                    duration: words.duration(now - culprit.since),
                    time: <Moment at={culprit.since} now={now} words={words} />,
                  })}
          </p>
        )}
        {incident !== null && (
          <div className="word">
            <LatestWord
              href={words.href(`/incidents/${incident.id}`)}
              update={incident.updates[0]}
              status={(status) => words.t(`incident.${status}`)}
              affected={incident.checks}
              checks={checks}
              now={now}
              words={words}
            />
          </div>
        )}
      </div>
    </section>
  );
}

/** The sentence with the names in it kept apart: they may be written in another direction. */
function Sentence({ headline, words }: { headline: Headline; words: Words }) {
  const found = headline.parts.map(({ key, name, count = 0 }, i) => (
    <Fragment key={key}>
      {i > 0 && words.t('list.separator')}
      {words.rich(key, { name: <bdi>{name}</bdi>, count })}
    </Fragment>
  ));
  return headline.isPast ? words.rich('headline.lastKnown', { headline: found }) : found;
}

/** The check that is worst off, and whether the sentence names it. */
function culpritOf(checks: readonly CheckView[]): { check: CheckView; since: number; isAlone: boolean } | null {
  for (const state of ['down', 'degraded'] as const) {
    const found = checks.filter((check) => check.state === state && check.since !== null);
    // What is critical is worse, and so is what lasts longer.
    const [check] = [...found].sort(
      (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.since ?? 0) - (b.since ?? 0),
    );
    if (check !== undefined && check.since !== null) return { check, since: check.since, isAlone: found.length === 1 };
  }
  return null;
}

function tally({ checks }: Snapshot, { waiting }: Headline, words: Words): string {
  return waiting ? words.t('banner.waiting') : howManyUp(checks, words);
}
