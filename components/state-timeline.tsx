import type { CheckHistory, StateTime } from '../lib/model.ts';
import { duration } from './duration.ts';

const LEAST = 3;

/** A check's confirmed states over a range, as one strip under the chart, on the same scale. */
export function StateTimeline({ history }: { history: CheckHistory }) {
  const { from, to, spans, total } = history;
  const x = (at: number) => Math.round(((at - from) / (to - from)) * 10_000) / 10;
  const order = ['up', 'none', 'unknown', 'paused', 'degraded', 'down'] as const;
  return (
    <svg className="timeline" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label={told(total.time)}>
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

/** `Up 23 h 39 min, down 21 min`. */
function told(time: StateTime): string {
  const words = { up: 'up', degraded: 'degraded', down: 'down', unknown: 'no result', paused: 'paused' } as const;
  const parts = (Object.keys(words) as (keyof typeof words)[])
    .filter((state) => time[state] > 0)
    .map((state) => `${words[state]} ${duration(time[state])}`);
  return parts.length === 0 ? 'No data' : parts.join(', ');
}
