import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { latencyChart, SERIES, timeTicks } from '../../../components/chart-scale.ts';
import { chartView, zoomTo, zoomWithin } from '../../../components/chart-view.ts';
import { linePath } from '../../../components/latency-plot.tsx';
import { ResponseTime } from '../../../components/response-time.tsx';
import { StateTimeline } from '../../../components/state-timeline.tsx';
import { LOCAL_CLOCK } from '../../../components/wall-clock.ts';
import { ENGLISH } from '../../../components/words.ts';
import { pageHistory } from '../../fixtures/pages.ts';
import { checkHistory, DAY, HOUR, MINUTE, NOW, type CheckSpec } from '../../fixtures/snapshot.ts';

const NEVER = { degraded: null, down: null };

const markupOf = (spec: CheckSpec, slowAfter: { degraded: number | null; down: number | null } = NEVER) =>
  renderToStaticMarkup(
    createElement(ResponseTime, { words: ENGLISH, history: checkHistory(spec, '24h'), slowAfter, asked: null }),
  );

describe('ResponseTime', () => {
  it('is complete without JavaScript: a drawing, figures and a table', () => {
    const history = pageHistory('down', 'payments', '24h');
    if (history === null) throw new Error('no history');
    const markup = renderToStaticMarkup(
      createElement(ResponseTime, { words: ENGLISH, history, slowAfter: NEVER, asked: '2w' }),
    );
    for (const series of SERIES) expect(markup).toContain(`class="${series}" d="M`);
    expect(markup).toContain('There is no range “2w”. These are the last 24 hours.');
    expect(markup.match(/<tr>/g)).toHaveLength(1 + 25);
    expect(markup).toContain('/api/checks/payments/history?range=24h&amp;format=csv');
  });

  it('says since when there is anything to draw, where that is later than the range', () => {
    expect(markupOf({ id: 'a', firstSeen: 3 * HOUR })).toContain('No data before the first result: <time');
    expect(markupOf({ id: 'a' })).not.toContain('No data before');
  });

  it('says of a check that never ran that it did not, and draws its timeline', () => {
    const markup = markupOf({ id: 'a', firstSeen: null });
    expect(markup).toContain('No response times in the last 24 hours.');
    expect(markup).not.toContain('class="chart"');
    expect(markup).toContain('class="none" d="M0 0H1000');
  });

  it('tells the thresholds, and draws those that are near', () => {
    const markup = markupOf({ id: 'a', latency: 100 }, { degraded: 250, down: 3_000 });
    expect(markup).toContain('Degraded from 250 ms');
    expect(markup).toContain('Down from 3.00 s');
    expect(markup.match(/<path class="limit [a-z]+"/g)).toEqual(['<path class="limit degraded"']);
  });
});

describe('the chart', () => {
  it('draws gaps as gaps', () => {
    const at = (x: number) => x;
    const points = [[0, 5, 9, 9], [1, null, null, null], [2, 6, 8, 9], [3, 7, 8, 9]] as const; // prettier-ignore
    expect(linePath(points, (point) => point[1], at, at)).toBe('M0 5h0M2 6h0L3 7');
  });

  it('shades outages and leaves their latencies out', () => {
    const spec = { id: 'a', troubles: [{ ago: 3 * HOUR, lasts: HOUR, state: 'down' as const }] };
    const history = checkHistory(spec, '24h');
    const chart = latencyChart(history, NEVER, 'en');
    expect(chart.troubles).toEqual([{ from: history.to - 3 * HOUR, to: history.to - 2 * HOUR, state: 'down' }]);
    expect(chart.points.filter(([, p50]) => p50 === null).length).toBeGreaterThanOrEqual(11);
    SERIES.forEach((series, i) => {
      const highest = Math.max(...chart.points.map((point) => point[i + 1] ?? 0));
      expect(chart.scales[series].max).toBeGreaterThanOrEqual(highest);
      expect(chart.scales[series].max).toBeLessThan(2 * highest);
    });
  });

  it('has the scale of the highest line that is shown', () => {
    const data = latencyChart(checkHistory({ id: 'a', latency: 100 }, '24h'), NEVER, 'en');
    expect(chartView(data, [], null)).toMatchObject({ scale: data.scales.p99, shown: ['p50', 'p95', 'p99'] });
    expect(chartView(data, ['p99', 'p95'], null)).toMatchObject({ scale: data.scales.p50, shown: ['p50'] });
    expect(chartView(data, [...SERIES], null).shown).toEqual([]);
  });

  it('has ticks and a scale of its own where it is zoomed into', () => {
    const data = latencyChart(checkHistory({ id: 'a', latency: 100 }, '24h'), NEVER, 'en');
    const view = chartView(data, [], { from: NOW - 4 * HOUR, to: NOW - 3 * HOUR });
    expect(view.xTicks.map(({ label }) => label)).toEqual(['10:40', '10:50', '11:00', '11:10', '11:20', '11:30']);
    expect(view.scale.max).toBeLessThanOrEqual(data.scales.p99.max);
  });

  it("has its ticks at whole hours and midnights of the visitor's clock, and none in the hour that spring leaves out", () => {
    const zone = process.env['TZ'];
    onTestFinished(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    const ticks = (timeZone: string, from: string, hours: number, stepHours: number) => {
      process.env['TZ'] = timeZone;
      const start = Date.parse(from);
      return timeTicks(start, start + hours * HOUR, stepHours * HOUR, 'en', LOCAL_CLOCK).map(
        ({ at, label }) => `${new Date(at).toISOString().slice(5, 16)} ${label}`,
      );
    };
    expect(ticks('Asia/Kolkata', '2026-06-16T14:32Z', 24, 8)).toEqual([
      '06-16T18:30 00:00',
      '06-17T02:30 08:00',
      '06-17T10:30 16:00',
    ]);
    expect(ticks('Pacific/Kiritimati', '2026-06-15T14:32Z', 48, 24)).toEqual([
      '06-16T10:00 17 Jun',
      '06-17T10:00 18 Jun',
    ]);
    expect(ticks('Europe/Berlin', '2026-03-28T23:30Z', 4, 1)).toEqual([
      '03-29T00:00 01:00',
      '03-29T01:00 03:00',
      '03-29T02:00 04:00',
      '03-29T03:00 05:00',
    ]);
    expect(ticks('America/Los_Angeles', '2026-10-30T12:00Z', 72, 24)).toEqual([
      '10-31T07:00 31 Oct',
      '11-01T07:00 1 Nov',
      '11-02T08:00 2 Nov',
    ]);
  });
});

describe('a zoom', () => {
  const data = { from: 0, to: 1_000 };

  it('is a part of the range, whichever way it is dragged, and never next to nothing', () => {
    expect(zoomTo(data, 0.5, 0.25)).toEqual({ from: 250, to: 500 });
    expect(zoomTo(data, -1, 0.25)).toEqual({ from: 0, to: 250 });
    expect(zoomTo(data, 0.5, 0.51)).toBeNull();
    expect(zoomTo(data, 0, 1)).toBeNull();
    // A handle that cannot come nearer to the other one leaves the zoom as it is.
    for (let end = 0.03; end < 1; end += 0.01) expect(zoomTo(data, end - 0.03, end)).not.toBeNull();
  });

  it('stays where it is while time goes on, until it has left the range', () => {
    const zoom = { from: 100, to: 400 };
    expect(zoomWithin({ from: 50, to: 1_050 }, zoom)).toEqual(zoom);
    expect(zoomWithin({ from: 200, to: 1_200 }, zoom)).toEqual({ from: 200, to: 400 });
    expect(zoomWithin({ from: 390, to: 1_390 }, zoom)).toBeNull();
  });
});

describe('StateTimeline', () => {
  it('does not let a short outage vanish', () => {
    const history = checkHistory({ id: 'a', troubles: [{ ago: 90 * DAY, lasts: MINUTE, state: 'down' }] }, '1y');
    const markup = renderToStaticMarkup(createElement(StateTimeline, { words: ENGLISH, history }));
    expect(markup).toContain('down 1\u00a0min');
    const [, from, to] = /class="down" d="M([\d.]+) 0H([\d.]+)V/.exec(markup) ?? [];
    expect(Number(to) - Number(from)).toBeCloseTo(3);
  });
});
