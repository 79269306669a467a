import { notFound, redirect } from 'next/navigation';
import { MaintenanceHead } from '../../../components/maintenance-head.tsx';
import { MaintenanceMore } from '../../../components/maintenance-more.tsx';
import { windowOfPlan } from '../../../components/notice-lists.ts';
import { MAINTENANCE_WORDS } from '../../../components/notice-words.ts';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { Starting } from '../../../components/starting.tsx';
import { UpdateList } from '../../../components/update-list.tsx';
import { Written } from '../../../components/written.tsx';
import { readSnapshot } from '../../../lib/status/status.ts';

export default async function MaintenanceWindowPage({ params }: { params: Promise<{ readonly id: string }> }) {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return <Starting />;
  const { id } = await params;
  const window = snapshot.maintenance.find((one) => one.id === id);
  if (window === undefined) {
    const meant = windowOfPlan(snapshot, id);
    if (meant === undefined) notFound();
    redirect(`/maintenance/${meant.id}`);
  }
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame snapshot={snapshot} title={window.title} current="maintenance" path={`/maintenance/${window.id}`} article={{ publishedAt: window.createdAt, modifiedAt: window.updatedAt }} only="maintenance">
      <Notices snapshot={snapshot} />
      <MaintenanceHead window={window} checks={checks} now={now} />
      {window.html !== '' && (
        <section className="card prose" aria-label="What is planned">
          <Written html={window.html} />
        </section>
      )}
      {window.updates.length > 0 && <UpdateList updates={window.updates} words={MAINTENANCE_WORDS} now={now} />}
      <MaintenanceMore snapshot={snapshot} window={window} />
    </PageFrame>
  );
}
