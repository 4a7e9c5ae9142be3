/** A pause longer than this is no work on a pair: somebody went for a coffee. */
const LONGEST_WORK = 120_000;
const LATEST = 40;
const FEWEST = 5;

/** How fast a person labels: the pairs of this session, and a rate over the latest that leaves pauses out. */
export interface Pace {
  pairs: number;
  /** `undefined` while too few pairs say anything of it. */
  perMinute: number | undefined;
}

/** `times`: when each pair was saved, in milliseconds, in order. */
export function paceOf(times: readonly number[]): Pace {
  const latest = times.slice(-LATEST - 1);
  const spent = latest.slice(1).map((time, i) => time - (latest[i] as number));
  const working = spent.filter((time) => time <= LONGEST_WORK);
  const total = working.reduce((sum, time) => sum + time, 0);
  return {
    pairs: times.length,
    perMinute: working.length >= FEWEST && total > 0 ? (working.length / total) * 60_000 : undefined,
  };
}
