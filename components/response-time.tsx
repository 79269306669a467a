import type { CheckHistory, CheckView } from '../lib/model.ts';
import { latencyChart } from './chart-scale.ts';
import { HistoryTable } from './history-table.tsx';
import { LatencyChart, type LatencyChartWords } from './latency-chart.tsx';
import { LatencyFigures } from './latency-figures.tsx';
import { Moment } from './moment.tsx';
import { RangeSwitch } from './range-switch.tsx';
import { StateTimeline } from './state-timeline.tsx';
import type { Words } from './words.ts';

export interface ResponseTimeProps {
  readonly history: CheckHistory;
  readonly slowAfter: CheckView['slowAfter'];
  /** The range that the visitor asked for, where there is none such. */
  readonly asked: string | null;
  readonly words: Words;
}

/** Response times and states of a check over a range. */
export function ResponseTime({ history, slowAfter, asked, words }: ResponseTimeProps) {
  const data = latencyChart(history, slowAfter, words.language);
  const empty = history.total.latency.count === 0;
  const span = words.t(`spans.${history.range}`);
  const timeline = <StateTimeline history={history} words={words} />;
  return (
    <section className="card prose" id="response-time">
      <header>
        <h2>{words.t('latency.title')}</h2>
        <RangeSwitch check={history.check} current={history.range} words={words} />
      </header>
      {asked !== null && <p className="notice">{words.t('latency.noRange', { asked, span })}</p>}
      {empty ? (
        <>
          <p className="nothing">{words.t('latency.noRun', { span })}</p>
          <div className="brush">{timeline}</div>
        </>
      ) : (
        <LatencyChart key={history.range} data={data} words={chartWords(words)}>
          {timeline}
        </LatencyChart>
      )}
      <ChartNotes history={history} slowAfter={slowAfter} words={words} />
      {!empty && <LatencyFigures total={history.total.latency} words={words} />}
      <HistoryTable history={history} words={words} />
    </section>
  );
}

function chartWords({ t }: Words): LatencyChartWords {
  return {
    p50: t('latency.p50'),
    p95: t('latency.p95'),
    p99: t('latency.p99'),
    chart: t('latency.chart'),
    lines: t('latency.lines'),
    from: t('latency.zoomFrom'),
    to: t('latency.zoomTo'),
    whole: t('latency.zoomOut'),
  };
}

/** What the drawing alone does not say: the thresholds, and since when there is anything to draw. */
function ChartNotes({ history, slowAfter, words }: Omit<ResponseTimeProps, 'asked'>) {
  const [first, second] = history.spans;
  const begins = first?.state === 'none' && second !== undefined ? second.from : null;
  const { degraded, down } = slowAfter;
  if (begins === null && degraded === null && down === null) return null;
  return (
    <p className="chart-notes">
      {degraded !== null && (
        <span className="limit degraded">{words.t('latency.slowFrom', { latency: words.latency(degraded) })}</span>
      )}
      {down !== null && (
        <span className="limit down">{words.t('latency.downFrom', { latency: words.latency(down) })}</span>
      )}
      {begins !== null && (
        <span>{words.rich('latency.begins', { time: <Moment at={begins} now={history.to} words={words} /> })}</span>
      )}
    </p>
  );
}
