import lighthouse from 'lighthouse';
import type { SharedBrowser } from './shared-browser.ts';

/** What Lighthouse says of a page on its slow phone. */
export interface Score {
  /** Of 100, by category. */
  readonly scores: Readonly<Record<string, number>>;
  /** The audits that count and are not passed in full; a line each. */
  readonly failed: readonly string[];
}

/** Asks it for categories, such as `accessibility`, `best-practices` and `performance`. */
export async function lighthouseOf(
  url: string,
  { port }: SharedBrowser,
  categories: readonly string[],
): Promise<Score> {
  const told = await lighthouse(url, { port, output: 'json', logLevel: 'silent', onlyCategories: [...categories] });
  if (told === undefined) throw new Error(`Lighthouse said nothing of ${url}`);
  const { lhr } = told;
  const scores: Record<string, number> = {};
  const failed: string[] = [];
  for (const [name, { score, auditRefs }] of Object.entries(lhr.categories)) {
    scores[name] = Math.round((score ?? 0) * 100);
    for (const { id, weight } of auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit !== undefined && audit.score !== null && audit.score < 1)
        failed.push(`${id}: ${audit.title} ${JSON.stringify(audit.details ?? {}).slice(0, 400)}`);
    }
  }
  return { scores, failed };
}
