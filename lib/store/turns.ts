/**
 * Carries out pieces of work one after another, in the order in which they came: the calls of one connection. A
 * transaction that is open on it lets no other statement in between, which would become part of it, and would be rolled
 * back with it although it was acknowledged.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
