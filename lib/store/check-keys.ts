import { StoreError } from './store.ts';

/** Checks by the numbers that stand for them in all tables, and back. */
export class CheckKeys {
  readonly #ids = new Map<number, string>();
  readonly #keys = new Map<string, number>();

  /** Forgets what it knew and takes these. */
  set(rows: Iterable<{ readonly key: number | bigint; readonly checkId: string }>): void {
    this.#ids.clear();
    this.#keys.clear();
    for (const { key, checkId } of rows) {
      this.#ids.set(Number(key), checkId);
      this.#keys.set(checkId, Number(key));
    }
  }

  /** Keys by ids. */
  get all(): ReadonlyMap<string, number> {
    return this.#keys;
  }

  /** The key of a check that there may not be: then one that no row has. */
  findKey(id: string): number {
    return this.#keys.get(id) ?? -1;
  }

  /** The keys of those among these checks that there are, as JSON. */
  found(ids: readonly string[]): string {
    return JSON.stringify(ids.flatMap((id) => this.#keys.get(id) ?? []).sort((a, b) => a - b));
  }

  readonly keyOf = (id: string): number => {
    const key = this.#keys.get(id);
    if (key === undefined) throw new Error(`the check ${id} is in no catalogue that this store was given`);
    return key;
  };

  /** @throws StoreError for a row of a check that was not there when the keys were read */
  readonly idOf = (key: number | bigint): string => {
    const id = this.#ids.get(Number(key));
    if (id === undefined)
      throw new StoreError('DATABASE_INVALID', `the database holds rows of the unknown check ${key}`);
    return id;
  };

  /** For people: its id, or its key where there is no such check. */
  readonly nameOf = (key: number): string => this.#ids.get(key) ?? `the unknown check ${key}`;
}
