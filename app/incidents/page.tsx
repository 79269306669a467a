import { IncidentMonths } from '../../components/incident-months.tsx';
import { openIncidents } from '../../components/notice-lists.ts';
import { Notices } from '../../components/notices.tsx';
import { OpenNotices } from '../../components/open-notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';
import { wordsOf } from '../language.ts';
import { pathOf, values, type Search } from '../search.ts';

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const snapshot = readSnapshot('public');
  const search = await searchParams;
  const words = await wordsOf(snapshot?.site ?? null, search);
  if (snapshot === null) return <Starting words={words} />;
  const [month = null] = values(search, 'month');
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={words.t('nav.incidents')}
      current="incidents"
      path={pathOf('/incidents', month === null ? '' : `month=${encodeURIComponent(month)}`)}
      only="incidents"
    >
      <Notices snapshot={snapshot} words={words} />
      <h1 className="title">{words.t('nav.incidents')}</h1>
      <OpenNotices incidents={openIncidents(snapshot)} maintenance={[]} checks={checks} now={now} words={words} />
      <IncidentMonths snapshot={snapshot} month={month} words={words} />
    </PageFrame>
  );
}
