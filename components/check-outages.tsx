import type { CheckView } from '../lib/model.ts';
import { OutageFigures } from './outage-figures.tsx';
import { OutageItem } from './outage-item.tsx';
import type { Words } from './words.ts';

/** Every outage of a check in the last 90 days, newest first. */
export function CheckOutages({ check, now, words }: { check: CheckView; now: number; words: Words }) {
  return (
    <section className="past" aria-labelledby="outages">
      <header>
        <h2 id="outages">{words.t('outages.title')}</h2>
        <a href={`/feed.atom?check=${encodeURIComponent(check.id)}`}>{words.t('outages.subscribe')}</a>
      </header>
      {check.outages.length === 0 ? (
        <p className="nothing">{words.t(check.firstVerdict === null ? 'outages.notRun' : 'outages.none')}</p>
      ) : (
        <>
          {/* With more outages than are known here, the figures would be wrong. */}
          {check.outages.length < 100 && <OutageFigures outages={check.outages} now={now} words={words} />}
          <ul className="lined">
            {check.outages.map((outage) => (
              <OutageItem key={outage.id} check={check} outage={outage} now={now} words={words} named={false} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
