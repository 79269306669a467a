/** What the commands end with. */
export const EXIT = {
  healthy: 0,
  /** A critical check is down, or something could not be done. */
  failed: 1,
  /** The usage, the environment or the configuration is wrong; starting again changes nothing. */
  usage: 2,
} as const;
