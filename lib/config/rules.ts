import type { ConfigProblem } from './config.ts';
import { formatPath, placeAt, type ConfigDocument, type ConfigPath } from './document.ts';

/** What the schema cannot say, since it is about several values: unique ids, groups that exist, a language spoken. */
export function brokenRules(document: ConfigDocument): ConfigProblem[] {
  const site = isMapping(document.value) && isMapping(document.value['site']) ? document.value['site'] : {};
  const groups = listOf(document, 'groups');
  const checks = listOf(document, 'checks');
  const problems: ConfigProblem[] = [];
  const refuse = (path: ConfigPath, rule: string) => {
    if (!placeAt(document.root, path).broken) problems.push(document.problem(path, rule));
  };

  const { language, languages } = site;
  if (typeof language === 'string' && Array.isArray(languages) && !languages.includes(language))
    refuse(['site', 'language'], 'must be one of site.languages');

  for (const entries of [groups, checks]) {
    const seen = new Map<string, ConfigPath>();
    for (const { id, path } of entries) {
      if (id === null) continue;
      const first = seen.get(id);
      if (first !== undefined) refuse([...path, 'id'], `must be unique: ${formatPath(first)} has the same id`);
      else seen.set(id, path);
    }
  }

  const owners = new Map(checks.toReversed().map(({ id, path }) => [id, `${formatPath(path)} has it`]));
  const claims = new Map<string, ConfigPath>();
  for (const { value, path } of checks) {
    const formerIds: unknown = value['formerIds'];
    for (const [index, former] of (Array.isArray(formerIds) ? formerIds : []).entries()) {
      if (typeof former !== 'string') continue;
      const at = [...path, 'formerIds', index];
      const owner = owners.get(former);
      const claim = claims.get(former);
      if (owner !== undefined) refuse(at, `must not be the id of a check: ${owner}`);
      else if (claim !== undefined) refuse(at, `must not be claimed twice: ${formatPath(claim)} has it, too`);
      else claims.set(former, at);
    }
  }

  const shown = groups.map(({ path }) => placeAt(document.root, [...path, 'id']).got);
  const known = [...new Set(shown)].join(', ');
  for (const { value, path } of checks) {
    const group = value['group'];
    if (typeof group === 'string' && !groups.some(({ id }) => id === group))
      refuse([...path, 'group'], `must be the id of a group; ${known === '' ? 'there is none' : `there is ${known}`}`);
  }
  return problems;
}

interface Entry {
  readonly value: Readonly<Record<string, unknown>>;
  readonly id: string | null;
  readonly path: ConfigPath;
}

/** The mappings of a list at the top of the file; what is none is for the schema to refuse. */
function listOf(document: ConfigDocument, key: string): Entry[] {
  const list = isMapping(document.value) ? document.value[key] : null;
  const entries: Entry[] = [];
  for (const [index, value] of (Array.isArray(list) ? (list as unknown[]) : []).entries())
    if (isMapping(value))
      entries.push({ value, id: typeof value['id'] === 'string' ? value['id'] : null, path: [key, index] });
  return entries;
}

/** Whether a value of the file is a mapping. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
