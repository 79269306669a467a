import type { Maintenance, MaintenanceStatus } from '../lib/model.ts';
import { AffectedNames } from './affected-names.tsx';
import { Moments } from './moments.tsx';
import { StateIcon } from './state-icon.tsx';
import type { Telling } from './telling.ts';
import { WindowDates } from './window-dates.tsx';
import type { MessageKey } from './words.ts';

const KEYS: Record<MaintenanceStatus, MessageKey> = {
  scheduled: 'maintenance.scheduled',
  in_progress: 'maintenance.itemInProgress',
  completed: 'maintenance.itemCompleted',
  cancelled: 'maintenance.itemCancelled',
};

export interface MaintenanceItemProps extends Telling {
  readonly window: Maintenance;
  /** More windows of the same maintenance, told by their times alone. */
  readonly others?: readonly Maintenance[];
}

/** One window of maintenance in a list: what, when, and what it affects; with `others`, all of them in one. */
export function MaintenanceItem({ window, others = [], checks, now, words }: MaintenanceItemProps) {
  const { status, startsAt, endsAt, recurring } = window;
  const { t } = words;
  const tone = status === 'cancelled' ? 'cancelled' : 'maintenance';
  const isNext = status === 'scheduled' && recurring;
  const when = <Moments from={startsAt} to={endsAt} now={now} words={words} />;
  return (
    <li className="outage">
      <StateIcon tone={tone} />
      <div>
        <p>
          <a href={words.href(`/maintenance/${window.id}`)} dir="auto">
            {window.title}
          </a>
          <span className={tone}>
            {isNext ? t('maintenance.repeats', { count: everyDays([window, ...others]) }) : t(KEYS[status])}
          </span>
          {status === 'completed' && <span>{words.duration(endsAt - startsAt, 'alone')}</span>}
        </p>
        <p>{isNext ? words.rich('maintenance.nextTime', { time: when }) : when}</p>
        <AffectedNames ids={window.checks} checks={checks} words={words} />
        {others.length > 0 && (
          <details>
            <summary>{t('maintenance.others', { count: others.length })}</summary>
            <WindowDates windows={others} now={now} words={words} />
          </details>
        )}
      </div>
    </li>
  );
}

const DAY = 86_400_000;
/** What repeats more seldom may do so by the calendar, of which these windows show too little. */
const LONGEST = 14;

/** How many days lie between windows (a clock may change between them); 0 where they do not show a rhythm. */
function everyDays(windows: readonly Maintenance[]): number {
  const gaps = windows.slice(1).map(({ startsAt }, i) => Math.round((startsAt - (windows[i]?.startsAt ?? 0)) / DAY));
  const [days = 0] = gaps;
  return gaps.length > 1 && days <= LONGEST && gaps.every((gap) => gap === days) ? days : 0;
}
