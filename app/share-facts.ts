import { formFor, zoned } from '../components/calendar.ts';
import { howManyUp, sharedHeadlineOf, type HeadlinePart } from '../components/headline.ts';
import { openSince } from '../components/incident-times.ts';
import { runningMaintenance } from '../components/notice-lists.ts';
import type { MessageKey, Words } from '../components/words.ts';
import type { Tone } from '../components/state-words.ts';
import type { CheckView, Maintenance, Snapshot } from '../lib/model.ts';

/** What a picture or a widget in pages of others says. */
export interface ShareFacts {
  readonly tone: Tone;
  readonly site: string;
  readonly title: string;
  /** The same without any name. */
  readonly nameless: string;
  /** Why and since when, or how many; null where there is nothing to add. */
  readonly detail: string | null;
  /** The maintenance that goes on, and until when; null without any. */
  readonly maintenance: string | null;
  /** The time that it is true of, to the minute. */
  readonly at: string;
}

/** The status of a snapshot in a few lines. Their times are in the site's zone: no script makes them the reader's. */
export function shareFacts(snapshot: Snapshot, words: Words): ShareFacts {
  const { text, tone, incident, waiting, knownUntil, isPast, parts } = sharedHeadlineOf(snapshot, words);
  const { site, checks, generatedAt } = snapshot;
  const { t, list, language } = words;
  const minute = (at: number, form: 'day' | 'full') => zoned(at, form, site.timezone, language);
  const since = (at: number) => {
    const form = formFor(at, generatedAt) === 'full' ? 'full' : 'day';
    return t('check.sinceDay', { time: minute(at, form) });
  };
  const detail = () => {
    if (incident !== null) return capitalised(since(openSince(incident).since));
    if (knownUntil !== null) return null;
    const culprit = culpritOf(checks);
    if (culprit !== null) {
      const told = [words.reason(culprit), culprit.since === null ? null : since(culprit.since)];
      return capitalised(list(told.filter((part) => part !== null)));
    }
    return waiting || checks.length < 2 ? null : withoutStop(howManyUp(checks, words));
  };
  const found = list(parts.map((part) => namelessly(part, words)));
  const told = isPast ? t('headline.lastKnown', { headline: found }) : found;
  const nameless = incident === null ? told : t(`incident.${incident.impact}`);
  const at = minute(knownUntil ?? generatedAt, 'full');
  const [window] = runningMaintenance(snapshot);
  const maintained = ({ title, endsAt }: Maintenance) =>
    list([t('days.maintained', { title }), t('maintenance.until', { time: minute(endsAt, 'day') })]);
  const maintenance = window === undefined ? null : maintained(window);
  return { tone, site: site.name, title: text, nameless, detail: detail(), maintenance, at };
}

const NAMELESS: Partial<Record<MessageKey, MessageKey>> = {
  'headline.up': 'checks.allUp',
  'headline.paused': 'checks.paused',
  'headline.down': 'headline.manyDown',
  'headline.degraded': 'headline.manyDegraded',
  'headline.unknown': 'headline.manyUnknown',
};

function namelessly({ key, ...values }: HeadlinePart, { t }: Words): string {
  const other = NAMELESS[key];
  return other === undefined ? t(key, values) : t(other, { count: 1 });
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

/** A sentence as a part of a line. */
function withoutStop(text: string): string {
  return text.replace(/[.。]$/, '');
}
