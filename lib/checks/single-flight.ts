/**
 * One piece of work a key at a time: who asks while it runs gets its outcome. File operations on a dead network
 * file system never end and cannot be stopped; without this each run would take another of the few threads that
 * also look up names.
 */
export class SingleFlight<T> {
  readonly #running = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }
}
