import { HEIGHT, KINDS, STRIPE } from './day-shapes.ts';

const WORDS = { up: 'Up', degraded: 'Degraded', down: 'Down', maintenance: 'Maintenance', none: 'No data' } as const;

/** What the colours of the bars mean. Only those that are on the page would be less to read, but would come and go. */
export function Legend({ note }: { note: string }) {
  return (
    <p className="legend">
      <span>{note}</span>
      {(['up', ...KINDS] as const).map((kind) => (
        <span key={kind}>
          <svg aria-hidden="true">
            <path className={kind} d={`M0 0h${STRIPE}v${HEIGHT / 2}h-${STRIPE}z`} />
          </svg>
          {WORDS[kind]}
        </span>
      ))}
    </p>
  );
}
