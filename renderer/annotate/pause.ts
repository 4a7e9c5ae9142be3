/** Calls back once nothing has been typed for a while. */
export class Pause {
  readonly #milliseconds: number;
  readonly #after: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, after: () => void) {
    this.#milliseconds = milliseconds;
    this.#after = after;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), this.#milliseconds);
  }

  /** Does not wait any longer; nothing happens where nothing waits. */
  now(): void {
    if (this.#timer === undefined) return;
    this.cancel();
    this.#after();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
