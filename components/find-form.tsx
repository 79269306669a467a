import type { Snapshot } from '../lib/model.ts';
import { finder, isAnything, LONGEST, type Wanted } from './finding.ts';
import { FindLive } from './find-live.tsx';
import type { Words } from './words.ts';

/** What is looked for most comes first. */
const STATES = ['down', 'degraded', 'unknown', 'paused', 'up'] as const;

/** Fewer checks are seen at a glance. */
const MANY = 12;

export interface FindFormProps {
  /** What is looked through. */
  readonly snapshot: Snapshot;
  /** All that there is to look through. */
  readonly whole: Snapshot;
  readonly wanted: Wanted;
  /** How many were found. */
  readonly found: number;
  /** What the page is narrowed to beside. */
  readonly selection: { readonly checks: readonly string[]; readonly groups: readonly string[] };
  readonly words: Words;
}

/**
 * Search and filters over the list of checks: a form whose answer is a page with what was found, and which with a
 * script answers in place.
 */
export function FindForm({ snapshot, whole, wanted, found, selection, words }: FindFormProps) {
  const { t } = words;
  if (whole.checks.length <= MANY && isAnything(wanted)) return null;
  const [group = ''] = selection.groups;
  const all = snapshot.checks.length;
  const isNarrow = !isAnything(wanted);
  // What the form does not ask for itself, its answer must keep.
  const kept = [
    ...selection.checks.map((id) => ['check', id] as const),
    ...(selection.groups.length > 1 ? selection.groups.map((id) => ['group', id] as const) : []),
    ...(words.href('') === '' ? [] : [['lang', words.language] as const]),
  ];
  return (
    <>
      <form className="find" role="search" aria-label={t('find.title')} action="/" autoComplete="off">
        <input
          type="search"
          name="q"
          aria-label={t('find.text')}
          placeholder={t('find.text')}
          maxLength={LONGEST}
          defaultValue={wanted.text}
          dir="auto"
        />
        <select name="state" aria-label={t('find.state')} defaultValue={wanted.state ?? ''}>
          <option value="">{t('find.anyState')}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </select>
        {whole.groups.length > 1 && selection.groups.length < 2 && (
          <select name="group" aria-label={t('find.group')} defaultValue={group}>
            <option value="">{t('find.anyGroup')}</option>
            {whole.groups.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {kept.map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <button>{t('find.submit')}</button>
        <p>
          <span role="status">{isNarrow ? t('find.found', { count: found, all }) : ''}</span>{' '}
          <a href={words.href('/')} data-find="clear" hidden={!isNarrow && group === ''}>
            {t('find.clear')}
          </a>
          {selection.groups.length === 1 && (
            <a href={words.href(`/groups/${encodeURIComponent(group)}`)}>{t('group.open')}</a>
          )}
        </p>
      </form>
      <p className="nothing" data-find="none" hidden={found > 0}>
        {t('find.none')}
      </p>
      <FindLive
        revision={snapshot.revision}
        state={wanted.state ?? ''}
        text={wanted.text}
        group={group}
        all={all}
        found={t('find.found', { count: '\u0000', all: '\u0001' })}
      />
    </>
  );
}

/** The checks of a snapshot that are wanted, and the groups that have any of them. */
export function found(snapshot: Snapshot, wanted: Wanted): Snapshot {
  if (isAnything(wanted)) return snapshot;
  const isWanted = finder(wanted);
  const names = new Map(snapshot.groups.map(({ id, name }) => [id, name]));
  const checks = snapshot.checks.filter((check) =>
    isWanted({ state: check.state, texts: [check.name, check.id, names.get(check.group ?? '') ?? ''] }),
  );
  const ids = new Set(checks.map(({ id }) => id));
  const groups = snapshot.groups
    .map((group) => ({ ...group, checks: group.checks.filter((id) => ids.has(id)) }))
    .filter((group) => group.checks.length > 0);
  return { ...snapshot, checks, groups };
}
