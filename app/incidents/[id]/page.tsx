import { notFound } from 'next/navigation';
import { IncidentHead } from '../../../components/incident-head.tsx';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { Starting } from '../../../components/starting.tsx';
import { UpdateList } from '../../../components/update-list.tsx';
import { readSnapshot } from '../../../lib/status/status.ts';
import { wordsOf } from '../../language.ts';
import type { Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function IncidentPage({ params, searchParams }: Props) {
  const snapshot = readSnapshot('public');
  const words = await wordsOf(snapshot?.site ?? null, await searchParams);
  if (snapshot === null) return <Starting words={words} />;
  const { id } = await params;
  const incident = snapshot.incidents.find((one) => one.id === id);
  if (incident === undefined) notFound();
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={incident.title}
      current="incidents"
      path={`/incidents/${incident.id}`}
      article={{ publishedAt: incident.createdAt, modifiedAt: incident.updatedAt }}
      only="incidents"
    >
      <Notices snapshot={snapshot} words={words} />
      <IncidentHead incident={incident} checks={checks} now={now} words={words} />
      <UpdateList
        updates={incident.updates}
        status={(status) => words.t(`incident.${status}`)}
        now={now}
        words={words}
      />
    </PageFrame>
  );
}
