import type { CheckHistory } from '../lib/model.ts';
import { latencyChart } from './chart-scale.ts';
import { HistoryTable } from './history-table.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { LatencyFigures } from './latency-figures.tsx';
import { LatencyPlot } from './latency-plot.tsx';
import { RangeSwitch } from './range-switch.tsx';
import { StateTimeline } from './state-timeline.tsx';
import type { Words } from './words.ts';

export interface ResponseTimeProps {
  readonly history: CheckHistory;
  /** The range that the visitor asked for, where there is none such. */
  readonly asked: string | null;
  readonly words: Words;
}

/** Response times and states of a check over a range. */
export function ResponseTime({ history, asked, words }: ResponseTimeProps) {
  const data = latencyChart(history, words.language);
  const empty = history.total.latency.count === 0;
  const span = words.t(`spans.${history.range}`);
  return (
    <section className="card prose" id="response-time">
      <header>
        <h2>{words.t('latency.title')}</h2>
        <RangeSwitch check={history.check} current={history.range} words={words} />
      </header>
      {asked !== null && <p className="notice">{words.t('latency.noRange', { asked, span })}</p>}
      {empty ? (
        <p className="nothing">{words.t('latency.noRun', { span })}</p>
      ) : (
        <LatencyChart data={data}>
          <LatencyPlot data={data} />
        </LatencyChart>
      )}
      <StateTimeline history={history} words={words} />
      {!empty && <LatencyFigures total={history.total.latency} words={words} />}
      <HistoryTable history={history} words={words} />
    </section>
  );
}
