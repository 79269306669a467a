import { notFound } from 'next/navigation';
import { DayReport } from '../../../components/day-report.tsx';
import { knownSince } from '../../../components/known-since.ts';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { longDate } from '../../../components/calendar.ts';
import { Starting } from '../../../components/starting.tsx';
import { select } from '../../../lib/status/select.ts';
import { calendarDay, readDay, readPast, readSnapshot } from '../../../lib/status/status.ts';
import { wordsOf } from '../../language.ts';
import { decoded, pathOf, queryOf, selectionOf, type Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly date: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function DayPage({ params, searchParams }: Props) {
  const whole = readSnapshot('public');
  const search = await searchParams;
  const words = await wordsOf(whole?.site ?? null, search);
  if (whole === null) return <Starting words={words} />;
  const selection = selectionOf(search);
  const selected = select(whole, selection);
  const day = calendarDay(decoded((await params).date), whole.site.timezone);
  if (!('snapshot' in selected) || day === null) notFound();
  const { snapshot } = selected;
  const since = knownSince(snapshot);
  if (day.end <= since || day.start > snapshot.generatedAt) notFound();
  const query = queryOf(selection);
  const span = { from: day.start, to: day.end };
  // When the database does not answer, what is known without it is shown, and said to be that.
  const [past, times] = await Promise.all([
    readPast('public', span).catch(() => null),
    readDay('public', day).catch(() => null),
  ]);
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={longDate(day.date, words.language)}
      current="history"
      query={query}
      path={pathOf(`/history/${day.date}`, query)}
    >
      <Notices snapshot={snapshot} words={words} />
      <DayReport snapshot={snapshot} day={day} past={past} times={times} since={since} query={query} words={words} />
    </PageFrame>
  );
}
