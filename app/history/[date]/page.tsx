import { notFound } from 'next/navigation';
import { DayReport } from '../../../components/day-report.tsx';
import { knownSince } from '../../../components/known-since.ts';
import { NarrowedTo } from '../../../components/narrowed-to.tsx';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { longDate } from '../../../components/calendar.ts';
import { Starting } from '../../../components/starting.tsx';
import { calendarDay, readDay, readPast } from '../../../lib/status/status.ts';
import { readNarrowed } from '../../narrowed.ts';
import { decoded, pathOf, type Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly date: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function DayPage({ params, searchParams }: Props) {
  const { words, known } = await readNarrowed(searchParams);
  if (known === null) return <Starting words={words} />;
  const { snapshot, selection, query } = known;
  const day = calendarDay(decoded((await params).date), snapshot.site.timezone);
  const since = knownSince(snapshot);
  if (day === null || day.end <= since || day.start > snapshot.generatedAt) notFound();
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
      <DayReport snapshot={snapshot} day={day} past={past} times={times} since={since} query={query} words={words}>
        <NarrowedTo snapshot={snapshot} selection={selection} all={`/history/${day.date}`} words={words} />
      </DayReport>
    </PageFrame>
  );
}
