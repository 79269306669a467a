import type { Incident, Maintenance } from '../lib/model.ts';
import { openSince } from './incident-times.ts';
import { Moment } from './moment.tsx';
import { NoticeCard } from './notice-card.tsx';
import { IMPACT_TONES } from './notice-words.ts';
import { Since } from './since.tsx';
import type { Telling } from './telling.ts';
import type { MessageKey } from './words.ts';

export interface OpenNoticesProps extends Telling {
  readonly incidents: readonly Incident[];
  readonly maintenance: readonly Maintenance[];
}

/** What goes on now: incidents, then running maintenance. */
export function OpenNotices({ incidents, maintenance, checks, now, words }: OpenNoticesProps) {
  if (incidents.length + maintenance.length === 0) return null;
  const { t } = words;
  return (
    <ul className="open-notices" aria-label={t('notices.now')}>
      {incidents.map((incident) => (
        <NoticeCard
          key={incident.id}
          tone={IMPACT_TONES[incident.impact]}
          href={words.href(`/incidents/${incident.id}`)}
          title={incident.title}
          update={incident.updates[0]}
          status={(status) => t(`incident.${status}`)}
          affected={incident.checks}
          checks={checks}
          now={now}
          words={words}
        >
          <span>{t(`incident.${incident.impact}`)}</span>
          <span>
            <Since at={openSince(incident).since} now={now} words={words} />
          </span>
        </NoticeCard>
      ))}
      {maintenance.map((window) => (
        <NoticeCard
          key={window.id}
          tone="maintenance"
          href={words.href(`/maintenance/${window.id}`)}
          title={window.title}
          update={window.updates[0]}
          status={(status) => t(`maintenance.${status}`)}
          html={window.html}
          affected={window.checks}
          checks={checks}
          now={now}
          words={words}
        >
          <span>{t(kindOf(window))}</span>
          <span>
            {words.rich('maintenance.until', { time: <Moment at={window.endsAt} now={now} words={words} /> })}
          </span>
        </NoticeCard>
      ))}
    </ul>
  );
}

/** What a card calls a window: that it is in progress where its latest word does not say so. */
function kindOf({ updates, recurring }: Maintenance): MessageKey {
  if (updates[0]?.status !== 'in_progress') return 'maintenance.itemInProgress';
  return recurring ? 'maintenance.recurring' : 'maintenance.planned';
}
