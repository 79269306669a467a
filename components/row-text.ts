import { iso, type CheckView, type Incident } from '../lib/model.ts';
import { bareUtc, formFor } from './calendar.ts';
import { dayShapes } from './day-shapes.ts';
import { daySummary } from './day-summary.ts';
import { sparkline } from './sparkline.ts';
import type { Words } from './words.ts';

/**
 * The facts of a row (`RowFacts`) as one line of text, since a page may have a thousand of them: a browser gets a third of the
 * bytes, and sees at once that a row is as it was. Empty fields at its end are left out.
 */
export function rowText(
  check: CheckView,
  incident: Incident | undefined,
  withSpark: boolean,
  now: number,
  words: Words,
): string {
  const { paths, marks, counts } = dayShapes(check.days, check.outages);
  const message = words.reason(check);
  const since = check.state === 'up' ? null : check.since;
  // A figure of before would pass for one of now.
  const isCurrent = check.state !== 'unknown' && check.state !== 'paused';
  const form = since === null ? '' : formFor(since, now);
  return [
    check.id,
    check.name.replace(/\s+/g, ' '),
    check.state,
    words.percent(check.uptime['90d']),
    words.latency(isCurrent ? check.responseTime : null),
    withSpark ? sparkline(check.sparkline) : '',
    marks,
    marks === '' ? '' : daySummary(counts, words),
    paths.map(({ kind, d }) => `${kind} ${d}`).join('/'),
    check.maintenance ? '1' : '',
    incident === undefined ? '' : `${incident.impact} ${incident.id}`,
    message === null ? '' : words.t('check.because', { state: words.t(`states.${check.state}`), message }),
    since === null ? '' : iso(since),
    form,
    since === null || form === '' ? '' : bareUtc(since, form, words.language),
  ]
    .join('\n')
    .trimEnd();
}
