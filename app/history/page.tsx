import { dateIn, monthOfYear } from '../../components/calendar.ts';
import { knownSince, monthsSince, nextMonth } from '../../components/known-since.ts';
import { MonthHistory } from '../../components/month-history.tsx';
import { NarrowedTo } from '../../components/narrowed-to.tsx';
import { Notices } from '../../components/notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { calendarDay, readPast } from '../../lib/status/status.ts';
import { readNarrowed } from '../narrowed.ts';
import { pathOf, values, type Search } from '../search.ts';

export default async function HistoryPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { search, words, known } = await readNarrowed(searchParams);
  if (known === null) return <Starting words={words} />;
  const { snapshot, selection, query } = known;
  const { site, generatedAt: now } = snapshot;
  const [asked] = values(search, 'month');
  const since = knownSince(snapshot);
  const months = monthsSince(since, now, site.timezone);
  // A month of which nothing is known is shown as the newest.
  const month = months.find((one) => one === asked);
  const shown = month ?? dateIn(now, site.timezone).slice(0, 7);
  const span = {
    from: calendarDay(`${shown}-01`, site.timezone)?.start ?? now,
    to: calendarDay(nextMonth(shown), site.timezone)?.start ?? now,
  };
  // When the database does not answer, what is known without it is shown, and said to be that.
  const past = await readPast('public', span).catch(() => null);
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={
        month === undefined
          ? words.t('nav.history')
          : `${words.t('nav.history')}: ${monthOfYear(month, words.language)}`
      }
      current="history"
      query={query}
      path={pathOf('/history', query, month === undefined ? '' : `month=${month}`)}
    >
      <Notices snapshot={snapshot} words={words} />
      <MonthHistory
        snapshot={snapshot}
        months={months}
        shown={shown}
        span={span}
        past={past}
        since={since}
        query={query}
        words={words}
      >
        <NarrowedTo
          snapshot={snapshot}
          selection={selection}
          all={month === undefined ? '/history' : `/history?month=${month}`}
          words={words}
        />
      </MonthHistory>
    </PageFrame>
  );
}
