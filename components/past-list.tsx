import type { ReactNode } from 'react';
import { dateRange, longDate } from './calendar.ts';
import { IncidentItem } from './incident-item.tsx';
import { MaintenanceItem } from './maintenance-item.tsx';
import { OutageItem } from './outage-item.tsx';
import { newestFirst, type PastDay, type PastEvent } from './past-days.ts';
import type { Telling } from './telling.ts';

export interface PastListProps extends Telling {
  readonly days: readonly PastDay[];
  /** How many events of a day are told before the rest is left to the history. Default is all. */
  readonly perDay?: number;
  /** What the page is narrowed to, as a query. */
  readonly query?: string;
}

/** Days with what happened on them; quiet ones are said plainly, in one line a run. */
export function PastList({ days, perDay = Infinity, query = '', ...telling }: PastListProps) {
  const { words } = telling;
  const to = (date: string) => words.href(`/history/${date}${query === '' ? '' : `?${query}`}`);
  return (
    <ol>
      {days.map(({ first, last, events, isUnknown = false, isTroubled = false }) => (
        <li key={last} data-date={first === last ? first : undefined}>
          <h3>
            {first === last && !isUnknown ? (
              <a href={to(first)}>{longDate(first, words.language)}</a>
            ) : (
              dateRange(first, last, words.language)
            )}
          </h3>
          {events.length === 0 ? (
            <p>{words.t(isUnknown ? 'states.none' : isTroubled ? 'past.noneNew' : 'past.none')}</p>
          ) : (
            <PastItems events={events.slice(0, perDay)} {...telling}>
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

export interface PastItemsProps extends Telling {
  readonly events: readonly PastEvent[];
  /** Whether lines part them, which are not parts of a day. */
  readonly lined?: boolean;
  /** What stands behind them. */
  readonly children?: ReactNode;
}

/** Things that happened, one below the other, the newest first. */
export function PastItems({ events, lined = false, children, ...telling }: PastItemsProps) {
  return (
    <ul className={lined ? 'lined' : undefined}>
      {[...events].sort(newestFirst).map((event) => (
        <PastItem key={keyOf(event)} event={event} {...telling} />
      ))}
      {children}
    </ul>
  );
}

function PastItem({ event, ...telling }: Telling & { event: PastEvent }) {
  if (event.kind === 'incident') return <IncidentItem incident={event.incident} {...telling} />;
  if (event.kind === 'maintenance') return <MaintenanceItem window={event.window} {...telling} />;
  const { now, words } = telling;
  return <OutageItem check={event.check} outage={event.outage} now={now} words={words} named />;
}

function keyOf(event: PastEvent): string {
  if (event.kind === 'incident') return event.incident.id;
  return event.kind === 'maintenance' ? event.window.id : `outage ${event.outage.id}`;
}
