import { notFound } from 'next/navigation';
import { Banner } from '../components/banner.tsx';
import { CheckList } from '../components/check-list.tsx';
import { DayTable } from '../components/day-table.tsx';
import { dayWords } from '../components/day-words.ts';
import { FindForm, found } from '../components/find-form.tsx';
import { wantedOf } from '../components/finding.ts';
import { headlineOf } from '../components/headline.ts';
import { Legend } from '../components/legend.tsx';
import { NoChecks } from '../components/no-checks.tsx';
import { openIncidents, runningMaintenance } from '../components/notice-lists.ts';
import { Notices } from '../components/notices.tsx';
import { OpenNotices } from '../components/open-notices.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { RecentDays } from '../components/recent-days.tsx';
import { Starting } from '../components/starting.tsx';
import { UpcomingMaintenance } from '../components/upcoming-maintenance.tsx';
import { readSnapshot } from '../lib/status/status.ts';
import { wordsOf } from './language.ts';
import { pathOf, queryOf, selectionOf, values, type Search } from './search.ts';
import { select } from '../lib/status/select.ts';

export default async function StatusPage({ searchParams }: { searchParams: Promise<Search> }) {
  const whole = readSnapshot('public');
  const search = await searchParams;
  const words = await wordsOf(whole?.site ?? null, search);
  if (whole === null) return <Starting words={words} />;
  const selection = selectionOf(search);
  const selected = select(whole, selection);
  if (!('snapshot' in selected)) notFound();
  const { snapshot } = selected;
  const query = queryOf(selection);
  const wanted = wantedOf(values(search, 'state')[0], values(search, 'q')[0]);
  const list = found(snapshot, wanted);
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={headlineOf(snapshot, words).text}
      current="status"
      query={query}
      path={pathOf('/', query)}
    >
      <Notices snapshot={snapshot} words={words} />
      <Banner snapshot={snapshot} words={words} />
      <OpenNotices
        incidents={openIncidents(snapshot)}
        maintenance={runningMaintenance(snapshot)}
        checks={whole.checks}
        now={snapshot.generatedAt}
        words={words}
      />
      {snapshot.checks.length === 0 ? (
        <NoChecks words={words} />
      ) : (
        <>
          <FindForm
            snapshot={snapshot}
            whole={whole}
            wanted={wanted}
            found={list.checks.length}
            selection={selection}
            words={words}
          />
          <CheckList snapshot={list} words={words} />
          {list.checks.length > 0 && <Legend note={words.t('days.noteList')} words={words} />}
          <DayTable checks={list.checks} letters={dayWords(words)} words={words} />
        </>
      )}
      <UpcomingMaintenance snapshot={snapshot} words={words} />
      <RecentDays snapshot={snapshot} count={14} words={words} query={query} />
    </PageFrame>
  );
}
