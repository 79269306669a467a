import { PHASES, type Phase, type PhasedRun } from '../lib/model.ts';
import { Moments } from './moments.tsx';
import { PhasesPlot } from './phases-plot.tsx';
import type { Words } from './words.ts';

export interface PhasesCardProps {
  /** The latest runs whose phases are known, oldest first. */
  readonly runs: readonly PhasedRun[];
  readonly now: number;
  readonly words: Words;
}

/** Where the time went: of the latest runs one upon the other, and in figures. */
export function PhasesCard({ runs, now, words }: PhasesCardProps) {
  const { t, latency } = words;
  const [first, last] = [runs[0], runs.at(-1)];
  const many = first !== undefined && last !== undefined && runs.length > 1;
  const stalled = runs.filter((run) => run.stalled === true).length;
  const known = PHASES.filter((phase) => runs.some((run) => run.phases[phase] !== undefined));
  return (
    <section className="card prose">
      <header>
        <h2>{many ? t('phases.recent', { count: runs.length }) : t('phases.title')}</h2>
        {many && (
          <p className="soft">
            <Moments from={first.at} to={last.at} now={now} words={words} />
          </p>
        )}
      </header>
      {stalled > 0 && <p className="soft">{t('phases.stalled', { count: stalled })}</p>}
      <div className={many ? 'phased' : undefined}>
        {many && <PhasesPlot runs={runs} words={words} />}
        <table className="phases">
          <thead>
            <tr>
              <th scope="col">{t('phases.phase')}</th>
              <th scope="col">{t('phases.latest')}</th>
              {many && <th scope="col">{t('latency.mean')}</th>}
            </tr>
          </thead>
          <tbody>
            {known.map((phase) => (
              <tr key={phase}>
                <th scope="row" className={phase}>
                  {t(`phases.${phase}`)}
                </th>
                <td>{latency(last?.phases[phase] ?? null)}</td>
                {many && <td>{latency(meanOf(runs, phase))}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** ms, over the runs that had the phase. */
function meanOf(runs: readonly PhasedRun[], phase: Phase): number | null {
  const known = runs.flatMap((run) => run.phases[phase] ?? []);
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0) / known.length;
}
