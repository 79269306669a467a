import type { ReactNode } from 'react';
import type { CheckView } from '../lib/model.ts';
import { dateRange, longDate } from './calendar.ts';
import { IncidentItem } from './incident-item.tsx';
import { MaintenanceItem } from './maintenance-item.tsx';
import { OutageItem } from './outage-item.tsx';
import type { PastDay, PastEvent } from './past-days.ts';
import type { Words } from './words.ts';

export interface PastListProps {
  readonly days: readonly PastDay[];
  readonly checks: readonly CheckView[];
  readonly now: number;
  readonly words: Words;
  /** How many events of a day are told before the rest is left to the history. Default is all. */
  readonly perDay?: number;
  /** What the page is narrowed to, as a query. */
  readonly query?: string;
}

/** Days with what happened on them; quiet ones are said plainly, in one line a run. */
export function PastList({ days, checks, now, words, perDay = Infinity, query = '' }: PastListProps) {
  const to = (date: string) => words.href(`/history/${date}${query === '' ? '' : `?${query}`}`);
  return (
    <ol>
      {days.map(({ first, last, events }) => (
        <li key={last}>
          <h3>
            {first === last ? (
              <a href={to(first)}>{longDate(first, words.language)}</a>
            ) : (
              dateRange(first, last, words.language)
            )}
          </h3>
          {events.length === 0 ? (
            <p>{words.t('past.none')}</p>
          ) : (
            <PastItems events={events.slice(0, perDay)} checks={checks} now={now} words={words}>
              {events.length > perDay && (
                <li>
                  <a href={to(first)}>{words.t('nav.more', { count: events.length - perDay })}</a>
                </li>
              )}
            </PastItems>
          )}
        </li>
      ))}
    </ol>
  );
}

export interface PastItemsProps {
  readonly events: readonly PastEvent[];
  readonly checks: readonly CheckView[];
  readonly now: number;
  readonly words: Words;
  /** What stands behind them. */
  readonly children?: ReactNode;
}

/** Things that happened, one below the other. */
export function PastItems({ events, checks, now, words, children }: PastItemsProps) {
  return (
    <ul>
      {events.map((event) => (
        <PastItem key={keyOf(event)} event={event} checks={checks} now={now} words={words} />
      ))}
      {children}
    </ul>
  );
}

interface PastItemProps {
  readonly event: PastEvent;
  readonly checks: readonly CheckView[];
  readonly now: number;
  readonly words: Words;
}

function PastItem({ event, checks, now, words }: PastItemProps) {
  if (event.kind === 'incident')
    return <IncidentItem incident={event.incident} checks={checks} now={now} words={words} />;
  if (event.kind === 'maintenance')
    return <MaintenanceItem window={event.window} checks={checks} now={now} words={words} />;
  return <OutageItem check={event.check} outage={event.outage} now={now} words={words} named />;
}

function keyOf(event: PastEvent): string {
  if (event.kind === 'incident') return event.incident.id;
  return event.kind === 'maintenance' ? event.window.id : `outage ${event.outage.id}`;
}
