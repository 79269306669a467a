/** What clocks of a zone show; it is told as the instant at which those of UTC show the same. Unix ms. */
export interface WallClock {
  readonly shownAt: (at: number) => number;
  /** When they show it: the first time where they do twice, near it where they never do. */
  readonly instantOf: (shown: number) => number;
}

export const UTC_CLOCK: WallClock = { shownAt: (at) => at, instantOf: (shown) => shown };

/** Those of this machine: for browsers, whose zone is the visitor's. */
export const LOCAL_CLOCK: WallClock = {
  shownAt: (at) => at - new Date(at).getTimezoneOffset() * 60_000,
  instantOf: (shown) => {
    const utc = new Date(shown);
    const [year, month, day] = [utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate()];
    return new Date(year, month, day, utc.getUTCHours(), utc.getUTCMinutes()).getTime();
  },
};
