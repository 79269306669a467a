import { notFound, redirect } from 'next/navigation';
import { MaintenanceHead } from '../../../components/maintenance-head.tsx';
import { MaintenanceMore } from '../../../components/maintenance-more.tsx';
import { windowOfPlan } from '../../../components/notice-lists.ts';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { Starting } from '../../../components/starting.tsx';
import { UpdateList } from '../../../components/update-list.tsx';
import { Written } from '../../../components/written.tsx';
import { readSnapshot } from '../../../lib/status/status.ts';
import { wordsOf } from '../../language.ts';
import type { Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function MaintenanceWindowPage({ params, searchParams }: Props) {
  const snapshot = readSnapshot('public');
  const words = await wordsOf(snapshot?.site ?? null, await searchParams);
  if (snapshot === null) return <Starting words={words} />;
  const { id } = await params;
  const window = snapshot.maintenance.find((one) => one.id === id);
  if (window === undefined) {
    const meant = windowOfPlan(snapshot, id);
    if (meant === undefined) notFound();
    redirect(words.href(`/maintenance/${meant.id}`));
  }
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={window.title}
      current="maintenance"
      path={`/maintenance/${window.id}`}
      article={{ publishedAt: window.createdAt, modifiedAt: window.updatedAt }}
      only="maintenance"
    >
      <Notices snapshot={snapshot} words={words} />
      <MaintenanceHead window={window} checks={checks} now={now} words={words} />
      {window.html !== '' && (
        <section className="card prose" aria-label={words.t('maintenance.what')}>
          <Written html={window.html} words={words} />
        </section>
      )}
      {window.updates.length > 0 && (
        <UpdateList
          updates={window.updates}
          status={(status) => words.t(`maintenance.${status}`)}
          now={now}
          words={words}
        />
      )}
      <MaintenanceMore snapshot={snapshot} window={window} words={words} />
    </PageFrame>
  );
}
