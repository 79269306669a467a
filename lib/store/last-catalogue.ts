import type { StoredCatalogue } from './catalogue-change.ts';
import { readCatalogue } from './rows.ts';
import { StoreError } from './store.ts';
import type { Unread } from './unread.ts';

/** A reader's catalogue: where the stored one cannot be read, the last one that could be. */
export class LastCatalogue {
  readonly #unread: Unread;
  #last: StoredCatalogue | null = null;

  constructor(unread: Unread) {
    this.#unread = unread;
  }

  /** @throws StoreError when none could be read yet */
  read(json: string): StoredCatalogue {
    this.#last = this.#unread.or('Catalogue', () => readCatalogue(json), this.#last);
    if (this.#last === null) throw new StoreError('DATABASE_INVALID', 'the catalogue cannot be read');
    return this.#last;
  }
}
