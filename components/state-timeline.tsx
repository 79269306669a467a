import type { CheckHistory, StateTime } from '../lib/model.ts';
import type { Words } from './words.ts';

const LEAST = 3;

/** A check's confirmed states over a range, as one strip under the chart, on the same scale. */
export function StateTimeline({ history, words }: { history: CheckHistory; words: Words }) {
  const { from, to, spans, total } = history;
  const x = (at: number) => Math.round(((at - from) / (to - from)) * 10_000) / 10;
  const order = ['up', 'none', 'unknown', 'paused', 'degraded', 'down'] as const;
  return (
    <svg
      className="timeline"
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={told(total.time, words)}
    >
      {order.map((state) => {
        const d = spans
          .filter((span) => span.state === state)
          .map((span) => `M${x(span.from)} 0H${Math.max(x(span.to), x(span.from) + LEAST)}V10H${x(span.from)}z`)
          .join('');
        return d !== '' && <path key={state} className={state} d={d} />;
      })}
    </svg>
  );
}

/** `up 23 h 39 min, down 21 min` */
function told(time: StateTime, { t, list, duration }: Words): string {
  const parts = (['up', 'degraded', 'down', 'unknown', 'paused'] as const)
    .filter((state) => time[state] > 0)
    .map((state) => t(`timeline.${state}`, { duration: duration(time[state], 'alone') }));
  return parts.length === 0 ? t('states.none') : list(parts);
}
