/** Lets many wait for the next change of something. */
export class Changes {
  readonly #waiting = new Set<() => void>();

  notify(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Ends at the next change, or when `signal` is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let wake: (() => void) | undefined;
    try {
      await new Promise<void>((resolve) => {
        wake = resolve;
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    } finally {
      if (wake) {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
      }
    }
  }
}
