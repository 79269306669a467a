import { headlineOf } from '../components/headline.ts';
import { ENGLISH } from '../components/words.ts';
import type { Tone } from '../components/state-words.ts';
import { minuteInWords } from '../lib/formats/plain-words.ts';
import type { CheckView, Snapshot } from '../lib/model.ts';

/** What a picture or a widget in pages of others says. */
export interface ShareFacts {
  readonly tone: Tone;
  readonly site: string;
  readonly title: string;
  /** Why and since when, or how many; null where there is nothing to add. */
  readonly detail: string | null;
  /** The time that it is true of, to the minute. */
  readonly at: string;
}

/** The status of a snapshot in two lines. */
export function shareFacts(snapshot: Snapshot): ShareFacts {
  const { text, tone, incident, waiting } = headlineOf(snapshot, ENGLISH);
  const { site, checks, generatedAt } = snapshot;
  const minute = (at: number) => minuteInWords(at, site.timezone);
  const detail = () => {
    if (incident !== null) return `Since ${minute(incident.startedAt)}`;
    const culprit = culpritOf(checks);
    if (culprit !== null) {
      const since = culprit.since === null ? null : `since ${minute(culprit.since)}`;
      return capitalised([culprit.message, since].filter((part) => part !== null).join(', '));
    }
    if (waiting || checks.length === 0) return null;
    const up = checks.filter((check) => check.state === 'up').length;
    if (up < checks.length) return `${up} of ${checks.length} checks ${up === 1 ? 'is' : 'are'} up`;
    return up === 1 ? 'The check is up' : `All ${up} checks are up`;
  };
  return { tone, site: site.name, title: text, detail: detail(), at: minute(generatedAt) };
}

/** The one check that is in trouble, when there is one alone. */
function culpritOf(checks: readonly CheckView[]): CheckView | null {
  const troubled = checks.filter((check) => check.state === 'down' || check.state === 'degraded');
  const [only] = troubled;
  return troubled.length === 1 && only !== undefined ? only : null;
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
