import { FindForm, found } from '../components/find-form.tsx';
import { wantedOf } from '../components/finding.ts';
import { headlineOf } from '../components/headline.ts';
import { Notices } from '../components/notices.tsx';
import { PageFrame } from '../components/page-frame.tsx';
import { Starting } from '../components/starting.tsx';
import { StatusReport } from '../components/status-report.tsx';
import { readNarrowed } from './narrowed.ts';
import { pathOf, values, type Search } from './search.ts';

export default async function StatusPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { search, words, known } = await readNarrowed(searchParams);
  if (known === null) return <Starting words={words} />;
  const { whole, snapshot, selection, query } = known;
  const wanted = wantedOf(values(search, 'state')[0], values(search, 'q')[0]);
  const listed = found(snapshot, wanted);
  return (
    <PageFrame
      snapshot={snapshot}
      words={words}
      title={headlineOf(snapshot, words).text}
      current="status"
      query={query}
      path={pathOf('/', query)}
    >
      <Notices snapshot={snapshot} words={words} />
      <StatusReport snapshot={snapshot} whole={whole} listed={listed} linked query={query} words={words}>
        <FindForm
          snapshot={snapshot}
          whole={whole}
          wanted={wanted}
          found={listed.checks.length}
          selection={selection}
          words={words}
        />
      </StatusReport>
    </PageFrame>
  );
}
