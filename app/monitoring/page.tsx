import { MonitoringFiles } from '../../components/monitoring-files.tsx';
import { Notices } from '../../components/notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';
import { wordsOf } from '../language.ts';
import type { Search } from '../search.ts';

export default async function MonitoringPage({ searchParams }: { searchParams: Promise<Search> }) {
  const snapshot = readSnapshot('public');
  const words = await wordsOf(snapshot?.site ?? null, await searchParams);
  if (snapshot === null) return <Starting words={words} />;
  return (
    <PageFrame snapshot={snapshot} words={words} title={words.t('files.title')} current="other" path="/monitoring">
      <Notices snapshot={snapshot} words={words} />
      <h1 className="title">{words.t('files.title')}</h1>
      <MonitoringFiles prefix={snapshot.metrics.prefix} words={words} />
    </PageFrame>
  );
}
