import { notFound } from 'next/navigation';
import { Banner } from '../../../components/banner.tsx';
import { CheckList } from '../../../components/check-list.tsx';
import { DayTable } from '../../../components/day-table.tsx';
import { dayWords } from '../../../components/day-words.ts';
import { headlineOf } from '../../../components/headline.ts';
import { Legend } from '../../../components/legend.tsx';
import { openIncidents, runningMaintenance } from '../../../components/notice-lists.ts';
import { Notices } from '../../../components/notices.tsx';
import { OpenNotices } from '../../../components/open-notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { RecentDays } from '../../../components/recent-days.tsx';
import { Starting } from '../../../components/starting.tsx';
import { UpcomingMaintenance } from '../../../components/upcoming-maintenance.tsx';
import { select } from '../../../lib/status/select.ts';
import { readSnapshot } from '../../../lib/status/status.ts';
import { wordsOf } from '../../language.ts';
import { decoded, queryOf, type Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function GroupPage({ params, searchParams }: Props) {
  const whole = readSnapshot('public');
  const words = await wordsOf(whole?.site ?? null, await searchParams);
  if (whole === null) return <Starting words={words} />;
  const id = decoded((await params).id);
  const selection = { checks: [], groups: [id] };
  const selected = select(whole, selection);
  const [group] = 'snapshot' in selected ? selected.snapshot.groups : [];
  if (!('snapshot' in selected) || group === undefined) notFound();
  const { snapshot } = selected;
  const query = queryOf(selection);
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={`${group.name}: ${headlineOf(snapshot, words).text}`}
      current="group"
      query={query}
      path={`/groups/${encodeURIComponent(id)}`}
    >
      <Notices snapshot={snapshot} words={words} />
      <nav className="path" aria-label={words.t('nav.breadcrumb')}>
        <a href={words.href('/')}>{words.t('nav.allChecks')}</a>
        <span aria-current="page">
          <bdi>{group.name}</bdi>
        </span>
      </nav>
      <Banner snapshot={snapshot} words={words} />
      <OpenNotices
        incidents={openIncidents(snapshot)}
        maintenance={runningMaintenance(snapshot)}
        checks={whole.checks}
        now={snapshot.generatedAt}
        words={words}
      />
      <CheckList snapshot={snapshot} words={words} />
      <Legend note={words.t('days.noteList')} words={words} />
      <DayTable checks={snapshot.checks} letters={dayWords(words)} words={words} />
      <UpcomingMaintenance snapshot={snapshot} words={words} />
      <RecentDays snapshot={snapshot} count={14} words={words} query={query} />
    </PageFrame>
  );
}
