import { formFor } from './calendar.ts';
import { Moment } from './moment.tsx';
import { Moments } from './moments.tsx';
import type { NamedOutage } from './past-days.ts';
import { StateIcon } from './state-icon.tsx';
import { MESSAGES, type Words } from './words.ts';

export interface OutageItemProps extends NamedOutage {
  readonly now: number;
  readonly words: Words;
  /** Whether the check is named. */
  readonly named: boolean;
}

/** One outage in a list: which check, how bad, why, when and for how long. */
export function OutageItem({ check, outage, now, words, named }: OutageItemProps) {
  const { worst, code, startedAt, endedAt } = outage;
  // Of a check that was taken out meanwhile nobody knows how long it took.
  const isOpen = endedAt === null && check !== null;
  return (
    <li className="outage">
      <StateIcon tone={worst} />
      <div>
        <p>
          {named && <CheckName check={check} id={outage.check} words={words} />}
          <span className={worst}>
            {endedAt === null && !isOpen
              ? words.t(`states.${worst}`)
              : words.t(`outages.${worst}`, { duration: words.duration((endedAt ?? now) - startedAt) })}
          </span>
          {code !== null && <span>{MESSAGES[words.language].codes[code]}</span>}
        </p>
        <p>
          {isOpen && <b className={worst}>{words.t('outages.ongoing')}</b>}{' '}
          {endedAt === null ? (
            words.rich(formFor(startedAt, now) === 'time' ? 'check.since' : 'check.sinceDay', {
              time: <Moment at={startedAt} now={now} words={words} />,
            })
          ) : (
            <Moments from={startedAt} to={endedAt} now={now} words={words} />
          )}
        </p>
      </div>
    </li>
  );
}

/** Which check it was; where there is none any more, the id that it had. */
function CheckName({ check, id, words }: Pick<OutageItemProps, 'check' | 'words'> & { id: string }) {
  if (check === null) return <b dir="ltr">{id}</b>;
  return (
    <a href={words.href(`/checks/${check.id}`)} dir="auto">
      {check.name}
    </a>
  );
}
