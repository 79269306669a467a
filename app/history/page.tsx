import { notFound } from 'next/navigation';
import { MonthHistory } from '../../components/month-history.tsx';
import { Notices } from '../../components/notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { select } from '../../lib/status/select.ts';
import { readSnapshot } from '../../lib/status/status.ts';
import { pathOf, queryOf, selectionOf, values, type Search } from '../search.ts';

export default async function HistoryPage({ searchParams }: { searchParams: Promise<Search> }) {
  const whole = readSnapshot('public');
  if (whole === null) return <Starting />;
  const search = await searchParams;
  const selection = selectionOf(search);
  const selected = select(whole, selection);
  if (!('snapshot' in selected)) notFound();
  const { snapshot } = selected;
  const query = queryOf(selection);
  const [month = null] = values(search, 'month');
  return (
    <PageFrame
      snapshot={snapshot}
      title="History"
      current="history"
      query={query}
      path={pathOf('/history', query, month === null ? '' : `month=${encodeURIComponent(month)}`)}
    >
      <Notices snapshot={snapshot} />
      <MonthHistory snapshot={snapshot} month={month} query={query} />
    </PageFrame>
  );
}
