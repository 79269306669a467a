import type { CheckView } from '../lib/model.ts';
import { Moment } from './moment.tsx';
import { StateIcon } from './state-icon.tsx';
import { MESSAGES, type Words } from './words.ts';

export interface CheckHeadProps {
  readonly check: CheckView;
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly now: number;
  /** Until when its state was known, where it is not now. */
  readonly until: number | null;
  readonly words: Words;
}

/** A check's name, what it is, and its state in a sentence. */
export function CheckHead({ check, group, now, until, words }: CheckHeadProps) {
  const { t, rich } = words;
  const isPast = until !== null && check.state !== 'unknown';
  const standing = <Standing check={check} now={isPast ? until : now} words={words} />;
  const tone = until !== null && check.state === 'up' ? 'unknown' : check.state;
  return (
    <>
      <nav className="path" aria-label={t('nav.breadcrumb')}>
        <a href={words.href('/')}>{t('nav.allChecks')}</a>
        {group !== null && (
          <a href={words.href(`/groups/${encodeURIComponent(group.id)}`)}>
            <bdi>{group.name}</bdi>
          </a>
        )}
      </nav>
      <section className={`banner ${tone}`} aria-labelledby="name">
        <StateIcon tone={tone} />
        <div>
          <h1 id="name">
            <bdi>{check.name}</bdi>
          </h1>
          <p>{isPast ? rich('headline.lastKnown', { headline: standing }) : standing}</p>
          {check.maintenance && <p>{t('check.maintained')}</p>}
        </div>
      </section>
      <p className="about">
        {check.description !== null && <span dir="auto">{check.description}</span>}
        <span>
          {t(check.type === 'push' ? 'check.kindPush' : 'check.kind', {
            type: typeName(check.type, words),
            duration: words.duration(check.interval, 'alone'),
          })}
        </span>
        {check.responseTime !== null && (
          <span>{t('check.latest', { latency: words.latency(check.responseTime) })}</span>
        )}
        <span>
          {check.lastRunAt === null
            ? t('check.neverRan')
            : rich('check.lastRun', { time: <Moment at={check.lastRunAt} now={now} words={words} /> })}
        </span>
      </p>
    </>
  );
}

/** The state, why, and for how long. */
function Standing({ check, now, words }: { check: CheckView; now: number; words: Words }) {
  const state = <strong>{words.t(`states.${check.state}`)}</strong>;
  const message = words.reason(check);
  if (check.since === null)
    return message === null ? words.rich('check.is', { state }) : words.rich('check.because', { state, message });
  const duration = words.duration(now - check.since);
  const time = <Moment at={check.since} now={now} words={words} />;
  return message === null
    ? words.rich('check.isSince', { state, duration, time })
    : words.rich('check.becauseSince', { state, message, duration, time });
}

function typeName(type: string, { language }: Words): string {
  const names: Readonly<Record<string, string>> = MESSAGES[language].types;
  return names[type] ?? type;
}
