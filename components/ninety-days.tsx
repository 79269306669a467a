import type { CheckView } from '../lib/model.ts';
import { DayBars } from './day-bars.tsx';
import { Legend } from './legend.tsx';
import { UptimeFigures } from './uptime-figures.tsx';
import type { Words } from './words.ts';

/** A check's uptime: the windows' figures over its last 90 days. */
export function NinetyDays({ check, words }: { check: CheckView; words: Words }) {
  const { t } = words;
  return (
    <section className="card prose">
      <h2>{t('uptime.title')}</h2>
      <UptimeFigures check={check} words={words} />
      <div className="wide-bars">
        <DayBars days={check.days} outages={check.outages} words={words} fluid />
        <p aria-hidden="true">
          <span className="ninety">{t('checks.daysAgo', { count: 90 })}</span>
          <span className="thirty">{t('checks.daysAgo', { count: 30 })}</span>
          <span>{t('checks.today')}</span>
        </p>
      </div>
      <Legend note={t('days.note')} words={words} />
    </section>
  );
}
