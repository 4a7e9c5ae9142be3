/** What the exit code tells a script. */
export const EXIT = {
  done: 0,
  /** The job ran to its end, but some items failed; each was reported. */
  someFailed: 1,
  /** The command line was wrong, or nothing was there to work on. */
  usage: 2,
  /** The job could not start or had to stop: engine, weights, disk. */
  failed: 3,
  /** Stopped by Ctrl-C after the items in hand; run the same command again to go on. */
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
