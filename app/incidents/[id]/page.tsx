import { notFound } from 'next/navigation';
import { IncidentHead } from '../../../components/incident-head.tsx';
import { INCIDENT_WORDS } from '../../../components/notice-words.ts';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { Starting } from '../../../components/starting.tsx';
import { UpdateList } from '../../../components/update-list.tsx';
import { readSnapshot } from '../../../lib/status/status.ts';

export default async function IncidentPage({ params }: { params: Promise<{ readonly id: string }> }) {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return <Starting />;
  const { id } = await params;
  const incident = snapshot.incidents.find((one) => one.id === id);
  if (incident === undefined) notFound();
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame snapshot={snapshot} title={incident.title} current="incidents" path={`/incidents/${incident.id}`} article={{ publishedAt: incident.createdAt, modifiedAt: incident.updatedAt }} only="incidents">
      <Notices snapshot={snapshot} />
      <IncidentHead incident={incident} checks={checks} now={now} />
      <UpdateList updates={incident.updates} words={INCIDENT_WORDS} now={now} />
    </PageFrame>
  );
}
