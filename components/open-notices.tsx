import type { CheckView, Incident, Maintenance } from '../lib/model.ts';
import { duration } from './duration.ts';
import { Moment } from './moment.tsx';
import { NoticeCard } from './notice-card.tsx';
import { IMPACT_TONES, IMPACT_WORDS, INCIDENT_WORDS, MAINTENANCE_WORDS } from './notice-words.ts';

export interface OpenNoticesProps {
  readonly incidents: readonly Incident[];
  readonly maintenance: readonly Maintenance[];
  /** All that may be named. */
  readonly checks: readonly CheckView[];
  readonly now: number;
}

/** What goes on now: incidents, then running maintenance. */
export function OpenNotices({ incidents, maintenance, checks, now }: OpenNoticesProps) {
  if (incidents.length + maintenance.length === 0) return null;
  return (
    <ul className="open-notices" aria-label="Going on now">
      {incidents.map((incident) => (
        <NoticeCard
          key={incident.id}
          tone={IMPACT_TONES[incident.impact]}
          href={`/incidents/${incident.id}`}
          title={incident.title}
          update={incident.updates[0]}
          words={INCIDENT_WORDS}
          affected={incident.checks}
          checks={checks}
          now={now}
        >
          <span>{IMPACT_WORDS[incident.impact]}</span>
          <span>
            for {duration(now - incident.startedAt)}, since <Moment at={incident.startedAt} now={now} />
          </span>
        </NoticeCard>
      ))}
      {maintenance.map((window) => (
        <NoticeCard
          key={window.id}
          tone="maintenance"
          href={`/maintenance/${window.id}`}
          title={window.title}
          update={window.updates[0]}
          words={MAINTENANCE_WORDS}
          html={window.html}
          affected={window.checks}
          checks={checks}
          now={now}
        >
          <span>Maintenance in progress</span>
          <span>
            until <Moment at={window.endsAt} now={now} />
          </span>
        </NoticeCard>
      ))}
    </ul>
  );
}
