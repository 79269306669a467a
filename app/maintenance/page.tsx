import { MaintenanceLists } from '../../components/maintenance-lists.tsx';
import { runningMaintenance } from '../../components/notice-lists.ts';
import { Notices } from '../../components/notices.tsx';
import { OpenNotices } from '../../components/open-notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';
import { wordsOf } from '../language.ts';
import type { Search } from '../search.ts';

export default async function MaintenancePage({ searchParams }: { searchParams: Promise<Search> }) {
  const snapshot = readSnapshot('public');
  const words = await wordsOf(snapshot?.site ?? null, await searchParams);
  if (snapshot === null) return <Starting words={words} />;
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={words.t('nav.maintenance')}
      current="maintenance"
      path="/maintenance"
      only="maintenance"
    >
      <Notices snapshot={snapshot} words={words} />
      <h1 className="title">{words.t('nav.maintenance')}</h1>
      <OpenNotices incidents={[]} maintenance={runningMaintenance(snapshot)} checks={checks} now={now} words={words} />
      <MaintenanceLists snapshot={snapshot} words={words} />
    </PageFrame>
  );
}
