import type { Catalogue } from '../model.ts';

/** A catalogue as it is stored, with the public checks that it has no more. */
export type StoredCatalogue = Catalogue & { readonly retired: readonly string[] };

/** What a new catalogue does to the checks that a database knows. */
export interface CatalogueChange {
  /** What is to be stored instead of what was. */
  readonly stored: StoredCatalogue;
  readonly renames: readonly { readonly from: string; readonly to: string }[];
  readonly added: readonly { readonly key: number; readonly checkId: string }[];
  /** For the log. */
  readonly remarks: readonly string[];
}

/**
 * Carries histories over by former ids, and gives the checks that are new the next keys.
 *
 * @param keys those there are
 * @param before the catalogue that is stored; null: none yet
 */
export function catalogueChange(
  keys: ReadonlyMap<string, number>,
  before: StoredCatalogue | null,
  catalogue: Catalogue,
  formerIds: Readonly<Record<string, readonly string[]>>,
): CatalogueChange {
  const known = new Map(keys);
  const configured = new Set(catalogue.checks.map((check) => check.id));
  const renames: { from: string; to: string }[] = [];
  const remarks: string[] = [];
  for (const [to, formers] of Object.entries(formerIds)) {
    const from = formers.find((former) => known.has(former) && !configured.has(former));
    if (from === undefined) continue;
    if (known.has(to)) {
      remarks.push(`check ${to} has a history of its own: that of its former id ${from} stays with ${from}`);
      continue;
    }
    renames.push({ from, to });
    known.set(to, known.get(from) ?? 0);
    known.delete(from);
  }
  const first = Math.max(0, ...known.values()) + 1;
  const added = catalogue.checks
    .filter((check) => !known.has(check.id))
    .map((check, index) => ({ key: first + index, checkId: check.id }));
  return { stored: { ...catalogue, retired: retiredChecks(catalogue, before) }, renames, added, remarks };
}

/** The public checks that were configured once and are not any more; a renamed one is not among them. */
function retiredChecks({ checks }: Catalogue, before: StoredCatalogue | null): readonly string[] {
  if (before === null) return [];
  const known = new Set(checks.flatMap((check) => [check.id, ...check.formerIds]));
  const gone = before.checks.filter((check) => check.public).map((check) => check.id);
  return [...new Set([...before.retired, ...gone])].filter((id) => !known.has(id));
}
