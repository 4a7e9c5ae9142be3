/** How long a moment counts for the present rate. */
const WINDOW_MS = 30_000;
/** Moments closer together say no more than one. */
const APART_MS = 500;
/** Before that, no rate says anything. */
const LEAST_MS = 2_000;

/** The present rate of a job, from how far it was at some moments of the last half minute. */
export class Pace {
  #moments: { at: number; done: number }[] = [];

  /** `at` in milliseconds of any clock that never goes back. */
  note(done: number, at: number): void {
    const last = this.#moments.at(-1);
    if (last && at - last.at < APART_MS) return;
    this.#moments.push({ at, done });
    while (this.#moments.length > 2 && at - (this.#moments[0]?.at ?? at) > WINDOW_MS) this.#moments.shift();
  }

  /** Seconds until `of`, or `null` while that cannot be said. */
  secondsLeft(done: number, of: number | null, at: number): number | null {
    const first = this.#moments[0];
    if (of === null || !first || at - first.at < LEAST_MS || done <= first.done) return null;
    return ((of - done) * (at - first.at)) / 1000 / (done - first.done);
  }
}
