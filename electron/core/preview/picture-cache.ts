import { randomBytes } from 'node:crypto';

/** Bytes of pictures that are kept; the oldest go first. */
const MOST_BYTES = 64 * 2 ** 20;

interface Kept<T> {
  token: string;
  value: T;
  pictures: ReadonlyMap<string, Uint8Array>;
  bytes: number;
}

/**
 * Results with their pictures, in memory, as long as there is room. Pictures are found by a random token, which nobody can
 * guess who was not given it.
 */
export class PictureCache<T> {
  readonly #limit: number;
  /** In order of use, the least recent first. */
  readonly #byKey = new Map<string, Kept<T>>();
  readonly #byToken = new Map<string, Kept<T>>();
  #bytes = 0;

  constructor(limit = MOST_BYTES) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    const kept = this.#byKey.get(key);
    if (!kept) return undefined;
    this.#byKey.delete(key);
    this.#byKey.set(key, kept);
    return kept.value;
  }

  /** Keeps pictures by name, and what `valueOf` makes of the token that they are found by. */
  put(key: string, pictures: Record<string, Uint8Array>, valueOf: (token: string) => T): T {
    this.#forget(key);
    const token = randomBytes(18).toString('base64url');
    const named = new Map(Object.entries(pictures));
    const bytes = [...named.values()].reduce((sum, { length }) => sum + length, 0);
    const kept = { token, value: valueOf(token), pictures: named, bytes };
    this.#byKey.set(key, kept);
    this.#byToken.set(token, kept);
    this.#bytes += bytes;
    for (const oldest of this.#byKey.keys()) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#forget(oldest);
    }
    return kept.value;
  }

  picture(token: string, name: string): Uint8Array | undefined {
    return this.#byToken.get(token)?.pictures.get(name);
  }

  clear(): void {
    for (const key of [...this.#byKey.keys()]) this.#forget(key);
  }

  #forget(key: string): void {
    const kept = this.#byKey.get(key);
    if (!kept) return;
    this.#byKey.delete(key);
    this.#byToken.delete(kept.token);
    this.#bytes -= kept.bytes;
  }
}
