import { notFound } from 'next/navigation';
import { headlineOf } from '../../../components/headline.ts';
import { Notices } from '../../../components/notices.tsx';
import { PageFrame } from '../../../components/page-frame.tsx';
import { Starting } from '../../../components/starting.tsx';
import { StatusReport } from '../../../components/status-report.tsx';
import { readNarrowed } from '../../narrowed.ts';
import { decoded, type Search } from '../../search.ts';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Search>;
}

export default async function GroupPage({ params, searchParams }: Props) {
  const id = decoded((await params).id);
  const { words, known } = await readNarrowed(searchParams, { checks: [], groups: [id] });
  if (known === null) return <Starting words={words} />;
  const { whole, snapshot, query } = known;
  const [group] = snapshot.groups;
  if (group === undefined) notFound();
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={`${group.name}: ${headlineOf(snapshot, words).text}`}
      current="group"
      query={query}
      path={`/groups/${encodeURIComponent(id)}`}
    >
      <Notices snapshot={snapshot} words={words} />
      <nav className="path" aria-label={words.t('nav.breadcrumb')}>
        <a href={words.href('/')}>{words.t('nav.allChecks')}</a>
        <span aria-current="page">
          <bdi>{group.name}</bdi>
        </span>
      </nav>
      <StatusReport snapshot={snapshot} whole={whole} of={group.name} query={query} words={words} />
    </PageFrame>
  );
}
