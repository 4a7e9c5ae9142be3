/** Recent steps that give the rate. */
const RECENT = 50;

/** How long a training will take, by its recent steps and all of its measurements. */
export class TimeLeft {
  readonly #steps: number;
  readonly #measureEvery: number;
  #seconds: number[] = [];
  #measuring = { seconds: 0, times: 0 };
  #last: number | undefined;

  constructor({ steps, measureEvery }: { steps: number; measureEvery: number }) {
    this.#steps = steps;
    this.#measureEvery = measureEvery;
  }

  /** A step ended; `now` in milliseconds of any clock that only goes on. */
  step(now: number): void {
    if (this.#last !== undefined) this.#seconds.push((now - this.#last) / 1000);
    if (this.#seconds.length > RECENT) this.#seconds.shift();
    this.#last = now;
  }

  /** A measurement ended, or something else that is no step. */
  measured(now: number): void {
    if (this.#last !== undefined) {
      this.#measuring.seconds += (now - this.#last) / 1000;
      this.#measuring.times++;
    }
    this.#last = now;
  }

  /** Seconds from the end of step `step` on; `null` while there is nothing to go by. */
  after(step: number): number | null {
    if (this.#seconds.length === 0) return null;
    const each = this.#seconds.reduce((sum, one) => sum + one, 0) / this.#seconds.length;
    const { seconds, times } = this.#measuring;
    const measurements = Math.ceil(this.#steps / this.#measureEvery) - Math.floor(step / this.#measureEvery);
    return each * (this.#steps - step) + (times > 0 ? (seconds / times) * measurements : 0);
  }
}
