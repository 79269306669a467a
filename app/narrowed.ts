import { notFound } from 'next/navigation';
import type { Words } from '../components/words.ts';
import type { Snapshot } from '../lib/model.ts';
import { select, type Selection } from '../lib/status/select.ts';
import { readSnapshot } from '../lib/status/status.ts';
import { wordsOf } from './language.ts';
import { queryOf, selectionOf, type Search } from './search.ts';

/** What a page is asked for, and what there is of it. */
export interface Narrowed {
  readonly search: Search;
  readonly words: Words;
  /** Null before the database is there. */
  readonly known: {
    /** All that the public sees. */
    readonly whole: Snapshot;
    /** What the page is about. */
    readonly snapshot: Snapshot;
    readonly selection: Selection;
    /** The selection as a query. */
    readonly query: string;
  } | null;
}

/**
 * Reads what the page is about: `selection`, which is that of the address by default. An id that there is not ends
 * as not found.
 */
export async function readNarrowed(searchParams: Promise<Search>, selection?: Selection): Promise<Narrowed> {
  const whole = readSnapshot('public');
  const search = await searchParams;
  const words = await wordsOf(whole?.site ?? null, search);
  if (whole === null) return { search, words, known: null };
  const asked = selection ?? selectionOf(search);
  const selected = select(whole, asked);
  if (!('snapshot' in selected)) notFound();
  return { search, words, known: { whole, snapshot: selected.snapshot, selection: asked, query: queryOf(asked) } };
}
