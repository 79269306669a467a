import { IncidentMonths } from '../../components/incident-months.tsx';
import { openIncidents } from '../../components/notice-lists.ts';
import { Notices } from '../../components/notices.tsx';
import { OpenNotices } from '../../components/open-notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';
import { pathOf, values, type Search } from '../search.ts';

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return <Starting />;
  const [month = null] = values(await searchParams, 'month');
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame
      snapshot={snapshot}
      title="Incidents"
      current="incidents"
      path={pathOf('/incidents', month === null ? '' : `month=${encodeURIComponent(month)}`)}
      only="incidents"
    >
      <Notices snapshot={snapshot} />
      <h1 className="title">Incidents</h1>
      <OpenNotices incidents={openIncidents(snapshot)} maintenance={[]} checks={checks} now={now} />
      <IncidentMonths snapshot={snapshot} month={month} />
    </PageFrame>
  );
}
