export interface PrefetchPorts<T> {
  load(key: number): Promise<T>;
  /** Something became known of a key, or was forgotten. */
  changed(key: number): void;
  /** Loads at a time. */
  atOnce: number;
  /** Results that are kept. */
  most: number;
}

export type PrefetchState<T> =
  { state: 'loading' } | { state: 'there'; value: T } | { state: 'failed'; error: unknown };

/**
 * Loads what is wanted now and soon, the most wanted first. What was wanted but has not begun is dropped when the requests change,
 * so going quickly through a list asks for the pair where one stops and not for all those passed.
 */
export class Prefetcher<T> {
  readonly #ports: PrefetchPorts<T>;
  readonly #known = new Map<number, PrefetchState<T>>();
  #wanted: number[] = [];
  #loading = 0;

  constructor(ports: PrefetchPorts<T>) {
    this.#ports = ports;
  }

  /** `undefined` for what waits or was never wanted. */
  of(key: number): PrefetchState<T> | undefined {
    return this.#known.get(key);
  }

  want(keys: readonly number[]): void {
    this.#wanted = keys.filter((key) => !this.#known.has(key));
    this.#next();
  }

  /** Takes what came to be known in another way. */
  put(key: number, value: T): void {
    this.#set(key, { state: 'there', value });
  }

  /** Forgets a result or a failure and loads anew. */
  again(key: number): void {
    if (this.#known.get(key)?.state === 'loading') return;
    this.#known.delete(key);
    this.#wanted = [key, ...this.#wanted.filter((other) => other !== key)];
    this.#next();
  }

  /** Forgets everything but what is under way: it may all be different now. */
  clear(): void {
    for (const [key, { state }] of this.#known) {
      if (state === 'loading') continue;
      this.#known.delete(key);
      this.#ports.changed(key);
    }
  }

  #next(): void {
    while (this.#loading < this.#ports.atOnce) {
      const key = this.#wanted.shift();
      if (key === undefined) return;
      void this.#load(key);
    }
  }

  async #load(key: number): Promise<void> {
    this.#loading++;
    this.#set(key, { state: 'loading' });
    try {
      this.#set(key, { state: 'there', value: await this.#ports.load(key) });
    } catch (error) {
      this.#set(key, { state: 'failed', error });
    } finally {
      this.#loading--;
      this.#next();
    }
  }

  #set(key: number, state: PrefetchState<T>): void {
    this.#known.delete(key);
    this.#known.set(key, state);
    const settled = [...this.#known].filter(([, { state }]) => state !== 'loading');
    for (const [oldest] of settled.slice(0, Math.max(0, settled.length - this.#ports.most))) {
      this.#known.delete(oldest);
      this.#ports.changed(oldest);
    }
    this.#ports.changed(key);
  }
}
