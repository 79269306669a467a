/** Something that is due at a time. */
export interface Due {
  /** ms */
  readonly due: number;
}

/** What is due next comes first: a binary heap, so that 10,000 checks need one timer and no search. */
export class DueQueue<T extends Due> {
  #items: T[] = [];

  /** The next one; undefined when there is none. */
  get first(): T | undefined {
    return this.#items[0];
  }

  /** Holds exactly these from now on. */
  reset(items: Iterable<T>): void {
    // What is sorted is a heap.
    this.#items = [...items].sort((a, b) => a.due - b.due);
  }

  /** To be called when the first one's time has moved back, so that others may be due before it. */
  sink(): void {
    const items = this.#items;
    const moved = items[0];
    if (moved === undefined) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = items[left + 1];
      let child = left;
      let next = items[left];
      if (next === undefined) break;
      if (right !== undefined && right.due < next.due) {
        child = left + 1;
        next = right;
      }
      if (next.due >= moved.due) break;
      items[index] = next;
      index = child;
    }
    items[index] = moved;
  }
}
