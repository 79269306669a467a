import { notFound } from 'next/navigation';
import { Banner } from '../components/banner.tsx';
import { CheckList } from '../components/check-list.tsx';
import { Legend } from '../components/legend.tsx';
import { NoChecks } from '../components/no-checks.tsx';
import { Notices } from '../components/notices.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { RecentOutages } from '../components/recent-outages.tsx';
import { Starting } from '../components/starting.tsx';
import { hasHistory } from '../components/state-words.ts';
import { readSnapshot } from '../lib/status/status.ts';
import { queryOf, selectionOf, type Search } from './search.ts';
import { select } from '../lib/status/select.ts';

export default async function StatusPage({ searchParams }: { searchParams: Promise<Search> }) {
  const whole = readSnapshot('public');
  if (whole === null) return <Starting />;
  const selection = selectionOf(await searchParams);
  const selected = select(whole, selection);
  if (!('snapshot' in selected)) notFound();
  const { snapshot } = selected;
  const title = hasHistory(snapshot) ? snapshot.description : 'Waiting for the first results';
  return (
    <PageFrame snapshot={snapshot} title={title} current="status" query={queryOf(selection)}>
      <Notices snapshot={snapshot} />
      <Banner snapshot={snapshot} />
      {snapshot.checks.length === 0 ? (
        <NoChecks />
      ) : (
        <>
          <CheckList snapshot={snapshot} />
          <Legend note="Each bar is a day, today last. Percentages are uptime in 90 days." />
          <RecentOutages snapshot={snapshot} days={14} />
        </>
      )}
    </PageFrame>
  );
}
