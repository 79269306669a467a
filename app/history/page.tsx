import { notFound } from 'next/navigation';
import { MonthHistory } from '../../components/month-history.tsx';
import { Notices } from '../../components/notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { select } from '../../lib/status/select.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { wordsOf } from '../language.ts';
import { pathOf, queryOf, selectionOf, values, type Search } from '../search.ts';

export default async function HistoryPage({ searchParams }: { searchParams: Promise<Search> }) {
  const whole = readSnapshot('public');
  const search = await searchParams;
  const words = await wordsOf(whole?.site ?? null, search);
  if (whole === null) return <Starting words={words} />;
  const selection = selectionOf(search);
  const selected = select(whole, selection);
  if (!('snapshot' in selected)) notFound();
  const { snapshot } = selected;
  const query = queryOf(selection);
  const [month = null] = values(search, 'month');
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={words.t('nav.history')}
      current="history"
      query={query}
      path={pathOf('/history', query, month === null ? '' : `month=${encodeURIComponent(month)}`)}
    >
      <Notices snapshot={snapshot} words={words} />
      <MonthHistory snapshot={snapshot} month={month} query={query} words={words} />
    </PageFrame>
  );
}
