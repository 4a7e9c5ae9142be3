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

/**
 * An iterator over what `make` generates that can be ended while it waits: `return` aborts the signal that `make` was
 * given, and so does `outer`. A bare generator would take the end only after what it waits for.
 */
export function watching<T>(
  make: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
  outer?: AbortSignal,
): AsyncIteratorObject<T, void, void> {
  const controller = new AbortController();
  const generator = make(outer ? AbortSignal.any([controller.signal, outer]) : controller.signal);
  const iterator = {
    next: () => generator.next(),
    return: () => {
      controller.abort();
      return generator.return();
    },
    throw: (error: unknown) => {
      controller.abort();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]: () => iterator,
    [Symbol.asyncDispose]: async () => {
      await iterator.return();
    },
  };
  return iterator;
}
