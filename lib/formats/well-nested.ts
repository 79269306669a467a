const VOID = new Set(['br', 'hr', 'img']);
const BLOCKS = new Set(['p', 'pre', 'ul', 'ol', 'li', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
/** Blocks that may hold blocks. */
const HOLDERS = new Set(['ul', 'ol', 'li', 'blockquote']);

interface Open {
  readonly name: string;
  readonly kept: boolean;
}

/**
 * Sanitised HTML without the tags that may not stand where they are, their content kept: people can write `<li>` into a
 * sentence, and strict parsers, as those of feed validators, refuse a paragraph with a list in it.
 */
export function wellNested(html: string): string {
  const open: Open[] = [];
  const close = (from: number) =>
    open
      .splice(from)
      .reverse()
      .map(({ name, kept }) => (kept ? `</${name}>` : ''))
      .join('');
  const nested = html.replaceAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*>/gi, (tag, slash: string, written: string) => {
    const name = written.toLowerCase();
    if (VOID.has(name)) return tag;
    if (slash !== '') {
      const from = open.findLastIndex((one) => one.name === name);
      return from < 0 ? '' : close(from);
    }
    const kept = mayStand(
      name,
      open.filter((one) => one.kept).map((one) => one.name),
    );
    open.push({ name, kept });
    return kept ? tag : '';
  });
  return nested + close(0);
}

/** Whether an element may stand within these, the innermost last. */
function mayStand(name: string, within: readonly string[]): boolean {
  if (name === 'a') return !within.includes('a');
  if (!BLOCKS.has(name)) return true;
  if (within.some((one) => !HOLDERS.has(one))) return false;
  const parent = within.at(-1);
  return name !== 'li' || parent === 'ul' || parent === 'ol';
}
