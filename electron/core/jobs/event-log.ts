import type { JobEvent } from '../../contract/job-list.ts';
import type { JobProgressEvent } from '../job-kind.ts';

/** Events that a log holds at most. */
const MOST_EVENTS = 20_000;

/** Of what is logged as `latest` only that is kept; a `curve` is kept whole, but ever more coarsely. */
export type Logged = 'latest' | 'curve' | 'all';

interface Kept {
  number: number;
  logged: Logged;
  /** Which point of a curve, counted from 0. */
  step: number | null;
  text: string;
}

/** The events of one job, numbered, as texts: an item with its readings takes a tenth of its memory that way. */
export class EventLog {
  readonly #limit: number;
  #kept: Kept[] = [];
  #next = 0;
  #steps = 0;
  /** Of old points of a curve, one of how many is kept. */
  #stride = 1;
  #characters = 0;

  constructor(limit = MOST_EVENTS) {
    this.#limit = limit;
  }

  /** Of all texts together. */
  get characters(): number {
    return this.#characters;
  }

  add(event: JobProgressEvent, logged: Logged = 'all'): void {
    if (logged === 'latest' && this.#kept.at(-1)?.logged === 'latest') this.#forget(this.#kept.pop());
    const text = JSON.stringify(event);
    const step = logged === 'curve' ? this.#steps++ : null;
    this.#kept.push({ number: this.#next++, logged, step, text });
    this.#characters += text.length;
    if (this.#kept.length > this.#limit) this.#thin();
  }

  /** The kept events from number `from` on, `most` at most. */
  from(from: number, most: number): JobEvent[] {
    const kept = this.#kept;
    let low = 0;
    for (let high = kept.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((kept[middle]?.number ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return kept
      .slice(low, low + most)
      .map(({ number, text }) => ({ number, event: JSON.parse(text) as JobProgressEvent }));
  }

  clear(): void {
    this.#kept = [];
    this.#characters = 0;
  }

  /** A curve stays whole, ever more coarsely; of anything else the oldest quarter goes. */
  #thin(): void {
    const others = this.#kept.filter(({ step }) => step === null).length;
    let thinned = this.#kept;
    // Doubled only where that is needed: points since the last time are all there and make room first.
    while (others < 0.5 * this.#limit && thinned.length > 0.75 * this.#limit) {
      thinned = thinned.filter(({ step }) => step === null || step % this.#stride === 0);
      if (thinned.length > 0.75 * this.#limit) this.#stride *= 2;
    }
    this.#kept = thinned === this.#kept ? this.#kept.slice(Math.ceil(this.#limit / 4)) : thinned;
    this.#characters = this.#kept.reduce((sum, { text }) => sum + text.length, 0);
  }

  #forget(entry: { text: string } | undefined): void {
    this.#characters -= entry?.text.length ?? 0;
  }
}
