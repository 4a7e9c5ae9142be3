/** Adds up wall time by phase, shared evenly over the items of a batch. */
export class Stopwatch {
  readonly milliseconds: Record<string, number> = {};
  readonly #items: number;

  constructor(items: number) {
    this.#items = Math.max(1, items);
  }

  async time<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      const spent = (performance.now() - start) / this.#items;
      this.milliseconds[phase] = Math.round(((this.milliseconds[phase] ?? 0) + spent) * 100) / 100;
    }
  }
}
