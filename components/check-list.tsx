import { IMPACTS, type CheckView, type Impact, type Incident, type Snapshot } from '../lib/model.ts';
import { CheckRows, type RowWords } from './check-rows.tsx';
import { FOLD_EARLY } from './folding.ts';
import { Folds } from './folds.tsx';
import { openIncidents } from './notice-lists.ts';
import { rowText } from './row-text.ts';
import { StateIcon } from './state-icon.tsx';
import type { Words } from './words.ts';

/** The most checks whose rows have sparklines: of more of them a page would be too heavy (docs/performance.md). */
const MOST_SPARKS = 500;
/** From so many checks on, groups in which all is well begin folded. */
const MANY = 100;

/** From the worst to the best. */
const STATES = ['down', 'degraded', 'unknown', 'paused', 'up'] as const;

export interface CheckListProps {
  readonly snapshot: Snapshot;
  /** Whether groups lead to their pages. A link within what folds them would be one control in another. */
  readonly linked?: boolean;
  readonly words: Words;
}

/** Every check in its group, in the order of the configuration; what has no group comes last. */
export function CheckList({ snapshot, linked = false, words }: CheckListProps) {
  const { t } = words;
  const { checks, generatedAt: now } = snapshot;
  const byId = new Map(checks.map((check) => [check.id, check]));
  const grouped = new Set(snapshot.groups.flatMap((group) => group.checks));
  const rest = checks.filter((check) => !grouped.has(check.id));
  const groups = snapshot.groups.map(({ id, name, checks: members }) => ({
    id: `group-${id}`,
    name,
    href: linked ? words.href(`/groups/${encodeURIComponent(id)}`) : null,
    checks: members.flatMap((check) => byId.get(check) ?? []),
  }));
  if (rest.length > 0)
    groups.push({
      id: 'group',
      name: t(groups.length > 0 ? 'checks.other' : 'checks.all'),
      href: null,
      checks: rest,
    });
  const shared = rowWords(words);
  const incidents = worstByCheck(snapshot);
  return (
    <>
      {groups.map((group) => (
        <details
          key={group.id}
          id={group.id}
          className="card checks"
          open={checks.length < MANY || group.checks.some(({ state }) => state !== 'up')}
          suppressHydrationWarning
        >
          <GroupHeading {...group} words={words} />
          <script dangerouslySetInnerHTML={{ __html: FOLD_EARLY }} />
          <CheckRows
            rows={group.checks.map((check) =>
              rowText(check, incidents.get(check.id), checks.length <= MOST_SPARKS, now, words),
            )}
            href={words.href('/checks/')}
            words={shared}
          />
          {group.href !== null && (
            <p className="of-group">
              <a href={group.href} title={t('group.open')}>
                <bdi>{group.name}</bdi>
                <svg className="chevron" aria-hidden="true">
                  <path d="M6 4l5 5-5 5" />
                </svg>
              </a>
            </p>
          )}
        </details>
      ))}
      <Folds revision={snapshot.revision} />
    </>
  );
}

interface GroupHeadingProps {
  readonly name: string;
  readonly checks: readonly CheckView[];
  readonly words: Words;
}

/** A group's name with what its columns are; folded, how its checks are. */
function GroupHeading({ name, checks, words }: GroupHeadingProps) {
  const { t } = words;
  const worst = STATES.find((state) => checks.some((check) => check.state === state)) ?? 'unknown';
  return (
    <summary>
      <svg className="chevron" aria-hidden="true">
        <path d="M6 4l5 5-5 5" />
      </svg>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <span className={`tally ${worst}`}>
        <StateIcon tone={worst} />
        <span>{tally(checks, words)}</span>
      </span>
      <span className="column time" aria-hidden="true">
        {[90, 60, 30].map((count) => (
          <span key={count} className={`days-${count}`}>
            {t('checks.daysAgo', { count })}
          </span>
        ))}
        <span>{t('checks.today')}</span>
      </span>
      <span className="column" aria-hidden="true">
        {t('checks.uptime')}
      </span>
      <span className="column" aria-hidden="true">
        {t('checks.latest')}
      </span>
    </summary>
  );
}

/** `4 checks, all up`, or how many are not. */
function tally(checks: readonly CheckView[], { t, list }: Words): string {
  const others = (['down', 'degraded', 'unknown', 'paused'] as const)
    .map((state) => ({ state, count: checks.filter((check) => check.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => t(`checks.${state}`, { count }));
  const count = checks.length;
  return others.length === 0 ? t('checks.allUp', { count }) : t('checks.notAll', { count, others: list(others) });
}

/** The worst open incident of each check that any names. */
function worstByCheck(snapshot: Snapshot): Map<string, Incident> {
  const bestFirst = openIncidents(snapshot).reverse();
  return new Map(bestFirst.flatMap((incident) => incident.checks.map((check) => [check, incident] as const)));
}

function rowWords({ t, href }: Words): RowWords {
  const around = (key: 'check.since' | 'check.sinceDay') => {
    const [before = '', after = ''] = t(key, { time: OPEN }).split(OPEN);
    return [before, after] as const;
  };
  return {
    states: Object.fromEntries(STATES.map((state) => [state, t(`states.${state}`)])),
    maintained: t('states.maintenance'),
    incidents: {
      words: Object.fromEntries(IMPACTS.map((impact) => [impact, t(`incident.${impact}`)])) as Record<Impact, string>,
      href: href('/incidents/'),
    },
    goodDays: t('days.good'),
    since: { time: around('check.since'), day: around('check.sinceDay') },
  };
}

const OPEN = '\u0000';
