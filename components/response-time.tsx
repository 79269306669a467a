import type { CheckHistory } from '../lib/model.ts';
import { latencyChart } from './chart-scale.ts';
import { HistoryTable } from './history-table.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { LatencyFigures } from './latency-figures.tsx';
import { LatencyPlot } from './latency-plot.tsx';
import { RangeSwitch, rangeWords } from './range-switch.tsx';
import { StateTimeline } from './state-timeline.tsx';

/** Response times and states of a check over a range. `asked` is set when the visitor asked for one there is not. */
export function ResponseTime({ history, asked }: { history: CheckHistory; asked: string | null }) {
  const data = latencyChart(history);
  const empty = history.total.latency.count === 0;
  return (
    <section className="card prose" id="response-time">
      <header>
        <h2>Response time</h2>
        <RangeSwitch check={history.check} current={history.range} />
      </header>
      {asked !== null && (
        <p className="notice">
          There is no range “{asked}”. These are the last {rangeWords(history.range)}.
        </p>
      )}
      {empty ? (
        <p className="nothing">No successful run in the last {rangeWords(history.range)}.</p>
      ) : (
        <LatencyChart data={data}>
          <LatencyPlot data={data} />
        </LatencyChart>
      )}
      <StateTimeline history={history} />
      {!empty && <LatencyFigures total={history.total.latency} />}
      <HistoryTable history={history} />
    </section>
  );
}
