/** Work that comes up again and again. What still goes on at its next turn is not begun anew: what is slow would pile up. */
export class Rounds {
  readonly #timers: NodeJS.Timeout[] = [];

  /** Begins `work` every `ms`, for the first time after that long. It must not reject. */
  every(ms: number, work: () => Promise<void>): void {
    let goesOn = false;
    const turn = async () => {
      if (goesOn) return;
      goesOn = true;
      await work();
      goesOn = false;
    };
    this.#timers.push(setInterval(() => void turn(), ms));
  }

  /** Begins nothing any more. What goes on is not waited for. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}
