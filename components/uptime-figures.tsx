import { WINDOWS, type CheckView, type Window } from '../lib/model.ts';
import type { Words } from './words.ts';

/** Uptime of a check over each window. */
export function UptimeFigures({ check, words }: { check: CheckView; words: Words }) {
  return (
    <dl className="figures">
      {(Object.keys(WINDOWS) as Window[]).map((window) => (
        <div key={window}>
          <dt>
            <span className="unseen">{words.t('uptime.prefix')} </span>
            {words.t(`spans.${window}`)}
          </dt>
          <dd>
            {check.uptime[window] === null ? (
              <small>{words.t('states.none')}</small>
            ) : (
              words.percent(check.uptime[window])
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
