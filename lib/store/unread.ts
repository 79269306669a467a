import type { Bucket } from '../history/bucket.ts';

/** Is told `what` cannot be read, and what `follows`: as a rule, that it is left out. */
export type TellUnread = (what: string, follows: string) => void;

/** Rows that cannot be read, for processes that go on without them: each fault is told once, by table and rule. */
export class Unread {
  readonly #tell: TellUnread | null;
  readonly #told = new Set<string>();

  /** @param tell null: nothing is left out, the first fault is thrown */
  constructor(tell: TellUnread | null) {
    this.#tell = tell;
  }

  /** What `read` gives, or `otherwise` where it cannot. */
  or<T, Otherwise>(table: string, read: () => T, otherwise: Otherwise): T | Otherwise {
    try {
      return read();
    } catch (error) {
      this.#pass(table, error as Error);
      return otherwise;
    }
  }

  /** What each row gives, without those that cannot be read. Not by `or`: there may be 100,000. */
  rows<Row, T>(table: string, rows: Iterable<Row>, read: (row: Row) => T): T[] {
    const given: T[] = [];
    for (const row of rows) {
      try {
        given.push(read(row));
      } catch (error) {
        this.#pass(table, error as Error);
      }
    }
    return given;
  }

  /** A bucket whose sketch can be read, or that has none: then its quantiles are not known, as of imported figures. */
  sound(table: string, bucket: Bucket): Bucket {
    return this.or(table, () => (bucket.sketch?.serialize(), bucket), { ...bucket, sketch: null });
  }

  /** Tells of a fault what follows from it, once. */
  note(table: string, what: string, follows: string): void {
    const fault = `${table}: ${what}`;
    if (!this.#told.has(fault)) this.#tell?.(fault, follows);
    this.#told.add(fault);
  }

  #pass(table: string, error: Error): void {
    if (this.#tell === null) throw error;
    this.note(table, error.message, 'it is left out');
  }
}

/** Throws at the first fault. */
export const STRICT = new Unread(null);
