import type { CheckView } from '../lib/model.ts';
import { dateRange, longDate } from './calendar.ts';
import { IncidentItem } from './incident-item.tsx';
import { MaintenanceItem } from './maintenance-item.tsx';
import { OutageItem } from './outage-item.tsx';
import type { PastDay, PastEvent } from './past-days.ts';

export interface PastListProps {
  readonly days: readonly PastDay[];
  readonly checks: readonly CheckView[];
  readonly now: number;
  /** How many events of a day are told before the rest is left to the history. Default is all. */
  readonly perDay?: number;
}

/** Days with what happened on them; quiet ones are said plainly, in one line a run. */
export function PastList({ days, checks, now, perDay = Infinity }: PastListProps) {
  return (
    <ol>
      {days.map(({ first, last, events }) => (
        <li key={last}>
          <h3>{first === last ? longDate(first) : dateRange(first, last)}</h3>
          {events.length === 0 ? (
            <p>No incidents</p>
          ) : (
            <ul>
              {events.slice(0, perDay).map((event) => (
                <PastItem key={keyOf(event)} event={event} checks={checks} now={now} />
              ))}
              {events.length > perDay && (
                <li>
                  <a href={`/history?month=${first.slice(0, 7)}`}>{events.length - perDay} more</a>
                </li>
              )}
            </ul>
          )}
        </li>
      ))}
    </ol>
  );
}

function PastItem({ event, checks, now }: { event: PastEvent; checks: readonly CheckView[]; now: number }) {
  if (event.kind === 'incident') return <IncidentItem incident={event.incident} checks={checks} now={now} />;
  if (event.kind === 'maintenance') return <MaintenanceItem window={event.window} checks={checks} now={now} />;
  return <OutageItem check={event.check} outage={event.outage} now={now} named />;
}

function keyOf(event: PastEvent): string {
  if (event.kind === 'incident') return event.incident.id;
  return event.kind === 'maintenance' ? event.window.id : `outage ${event.outage.id}`;
}
