import type { ReactNode } from 'react';
import type { Snapshot } from '../lib/model.ts';
import { Banner } from './banner.tsx';
import { CheckList } from './check-list.tsx';
import { DayTable } from './day-table.tsx';
import { dayWords } from './day-words.ts';
import { headlineOf } from './headline.ts';
import { Legend } from './legend.tsx';
import { NoChecks } from './no-checks.tsx';
import { openIncidents, runningMaintenance } from './notice-lists.ts';
import { OpenNotices } from './open-notices.tsx';
import { RecentDays } from './recent-days.tsx';
import { UpcomingMaintenance } from './upcoming-maintenance.tsx';
import type { Words } from './words.ts';

export interface StatusReportProps {
  readonly snapshot: Snapshot;
  /** All that there is: what people wrote may name checks beside those of the page. */
  readonly whole: Snapshot;
  /** The name of the group that it is; none: all. */
  readonly of?: string | undefined;
  /** What of it is listed. Default is all. */
  readonly listed?: Snapshot;
  /** Whether the groups have pages other than this one. */
  readonly linked?: boolean;
  /** What it is narrowed to, as a query. */
  readonly query: string;
  readonly words: Words;
  /** What stands between the notices and the list. */
  readonly children?: ReactNode;
}

/** How everything is now: the whole in a sentence, what people say, each check; then what is planned and what was. */
export function StatusReport(props: StatusReportProps) {
  const { snapshot, whole, of, listed = snapshot, linked = false, query, words, children } = props;
  const told = headlineOf(snapshot, words).incident;
  return (
    <>
      <Banner snapshot={snapshot} checks={whole.checks} of={of} words={words} />
      <OpenNotices
        incidents={openIncidents(snapshot).filter((incident) => incident !== told)}
        maintenance={runningMaintenance(snapshot)}
        checks={whole.checks}
        now={snapshot.generatedAt}
        words={words}
      />
      {snapshot.checks.length === 0 ? (
        <NoChecks words={words} />
      ) : (
        <>
          {children}
          <CheckList snapshot={listed} linked={linked} words={words} />
          {listed.checks.length > 0 && <Legend note={words.t('days.noteList')} words={words} />}
          <DayTable checks={listed.checks} letters={dayWords(words)} words={words} />
        </>
      )}
      <UpcomingMaintenance snapshot={snapshot} words={words} />
      <RecentDays snapshot={snapshot} count={14} words={words} query={query} />
    </>
  );
}
