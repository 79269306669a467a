import { PHASES, type PhasedRun } from '../lib/model.ts';
import { fittingScale } from './chart-scale.ts';
import type { Words } from './words.ts';

const WIDTH = 1_000;
const HEIGHT = 100;
/** Fewer runs than this do not get columns of more than this share of the width. */
const FEWEST = 20;

/** The phases of runs as a column a run, the latest last: one path a phase. The table beside it has the figures. */
export function PhasesPlot({ runs, words }: { runs: readonly PhasedRun[]; words: Words }) {
  const slot = WIDTH / Math.max(FEWEST, runs.length);
  const begin = WIDTH - slot * runs.length;
  const totals = runs.map(({ phases }) => PHASES.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0));
  const scale = fittingScale(Math.max(...totals), 2, words.language);
  const tenth = (value: number) => Math.round(value * 10) / 10;
  const paths = PHASES.map((phase, index) => {
    const below = PHASES.slice(0, index);
    return runs
      .map(({ phases }, i) => {
        const ms = phases[phase] ?? 0;
        if (ms === 0) return '';
        const under = below.reduce((sum, other) => sum + (phases[other] ?? 0), 0);
        const [foot, top] = [under, under + ms].map((at) => tenth(HEIGHT - (at / scale.max) * HEIGHT));
        return `M${tenth(begin + (i + 0.12) * slot)} ${foot}V${top}h${tenth(slot * 0.76)}V${foot}z`;
      })
      .join('');
  });
  return (
    <div className="chart columns" aria-hidden="true">
      <div className="plot">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          <path
            className="grid"
            d={scale.ticks.map(({ at }) => `M0 ${tenth(HEIGHT - (at / scale.max) * HEIGHT)}H${WIDTH}`).join('')}
          />
          {PHASES.map((phase, index) => paths[index] !== '' && <path key={phase} className={phase} d={paths[index]} />)}
        </svg>
        {scale.ticks.map(({ at, label }) => (
          <span key={label} className="y" style={{ top: `${tenth((1 - at / scale.max) * 100)}%` }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}
