import { MaintenanceLists } from '../../components/maintenance-lists.tsx';
import { runningMaintenance } from '../../components/notice-lists.ts';
import { Notices } from '../../components/notices.tsx';
import { OpenNotices } from '../../components/open-notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';

export default function MaintenancePage() {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return <Starting />;
  const { checks, generatedAt: now } = snapshot;
  return (
    <PageFrame snapshot={snapshot} title="Maintenance" current="maintenance" path="/maintenance" only="maintenance">
      <Notices snapshot={snapshot} />
      <h1 className="title">Maintenance</h1>
      <OpenNotices incidents={[]} maintenance={runningMaintenance(snapshot)} checks={checks} now={now} />
      <MaintenanceLists snapshot={snapshot} />
    </PageFrame>
  );
}
