import type { CheckView } from '../lib/model.ts';
import { OutageItem } from './outage-item.tsx';

/** Every outage of a check in the last 90 days, newest first. */
export function CheckOutages({ check, now }: { check: CheckView; now: number }) {
  return (
    <section className="past" aria-labelledby="outages">
      <header>
        <h2 id="outages">Outages in 90 days</h2>
        <a href={`/feed.atom?check=${encodeURIComponent(check.id)}`}>Subscribe to this check</a>
      </header>
      {check.outages.length === 0 ? (
        <p className="nothing">{check.firstVerdict === null ? 'It has not run yet.' : 'No outages'}</p>
      ) : (
        <ul className="lined">
          {check.outages.map((outage) => (
            <OutageItem key={outage.id} check={check} outage={outage} now={now} named={false} />
          ))}
        </ul>
      )}
    </section>
  );
}
