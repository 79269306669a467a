import { MonitoringFiles } from '../../components/monitoring-files.tsx';
import { Notices } from '../../components/notices.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Starting } from '../../components/starting.tsx';
import { readSnapshot } from '../../lib/status/status.ts';

export default function MonitoringPage() {
  const snapshot = readSnapshot('public');
  if (snapshot === null) return <Starting />;
  return (
    <PageFrame snapshot={snapshot} title="Monitoring" current="other" path="/monitoring">
      <Notices snapshot={snapshot} />
      <h1 className="title">Monitoring</h1>
      <MonitoringFiles prefix={snapshot.metrics.prefix} />
    </PageFrame>
  );
}
