import { notFound } from 'next/navigation';
import { CertificateCard } from '../../../components/certificate-card.tsx';
import { CheckHead } from '../../../components/check-head.tsx';
import { CheckNotices } from '../../../components/check-notices.tsx';
import { CheckOutages } from '../../../components/check-outages.tsx';
import { CheckSharing } from '../../../components/check-sharing.tsx';
import { NinetyDays } from '../../../components/ninety-days.tsx';
import { namedIn, openIncidents, runningMaintenance } from '../../../components/notice-lists.ts';
import { Notices } from '../../../components/notices.tsx';
import { OpenNotices } from '../../../components/open-notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { PhasesCard } from '../../../components/phases-card.tsx';
import { ResponseTime } from '../../../components/response-time.tsx';
import { Starting } from '../../../components/starting.tsx';
import { sentence } from '../../../components/headline.ts';
import { knownUntil } from '../../../components/state-words.ts';
import { RANGES } from '../../../lib/model.ts';
import { readHistory } from '../../../lib/status/status.ts';
import { readNarrowed } from '../../narrowed.ts';
import { decoded, values, type Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function CheckPage({ params, searchParams }: Props) {
  const id = decoded((await params).id);
  const { search, words, known } = await readNarrowed(searchParams, { checks: [id], groups: [] });
  if (known === null) return <Starting words={words} />;
  const { whole, snapshot, query } = known;
  const [asked = '24h'] = values(search, 'range');
  const range = RANGES.find((one) => one === asked) ?? '24h';
  // When the database does not answer, what is known without it is shown all the same.
  const history = await readHistory('public', id, range).catch(() => undefined);
  const [check] = snapshot.checks;
  if (check === undefined || history === null) notFound();
  const now = snapshot.generatedAt;
  const until = knownUntil(snapshot);
  const phased = history?.phased ?? [];
  const about = {
    incidents: namedIn(snapshot.incidents, id),
    maintenance: namedIn(snapshot.maintenance, id),
  };
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={sentence(check, until, words)}
      current="check"
      path={`/checks/${encodeURIComponent(id)}`}
      query={query}
    >
      <Notices snapshot={snapshot} words={words} />
      <CheckHead check={check} group={snapshot.groups[0] ?? null} now={now} until={until} words={words} />
      <OpenNotices
        incidents={openIncidents(about)}
        maintenance={runningMaintenance(about)}
        checks={whole.checks}
        now={now}
        words={words}
      />
      <NinetyDays check={check} words={words} />
      {history === undefined ? (
        <p className="notice" role="note">
          {words.t('check.noHistory')}
        </p>
      ) : (
        <ResponseTime
          history={history}
          slowAfter={check.slowAfter}
          asked={asked === range ? null : asked}
          words={words}
        />
      )}
      {phased.length > 0 && <PhasesCard runs={phased} now={now} words={words} />}
      {check.certificateExpiresAt !== null && (
        <CertificateCard expiresAt={check.certificateExpiresAt} now={now} words={words} />
      )}
      <CheckNotices about={about} checks={whole.checks} now={now} words={words} />
      <CheckOutages check={check} now={now} words={words} />
      <CheckSharing check={check} site={snapshot.site} range={range} words={words} />
    </PageFrame>
  );
}
