import { renderMarkdown } from '../incidents/markdown.ts';
import type { Site, Snapshot } from '../model.ts';

const RENDERED = new WeakMap<Site, Pick<Snapshot, 'written'>>();

/** The operator's texts around every page, as a snapshot holds them; rendered once a configuration. */
export function writtenOf(site: Site): Pick<Snapshot, 'written'> {
  const known = RENDERED.get(site);
  if (known !== undefined) return known;
  const { header = null, footer = null } = site.brand ?? {};
  const html = (text: string | null) => (text === null ? null : renderMarkdown(text));
  const written = header === null && footer === null ? {} : { written: { header: html(header), footer: html(footer) } };
  RENDERED.set(site, written);
  return written;
}
