import type { JobEvent } from '../../contract/job-list.ts';

export type JobProgressEvent = JobEvent['event'];

/** Events that a log holds at most. */
const MOST_EVENTS = 20_000;

const PROGRESS: ReadonlySet<JobProgressEvent['type']> = new Set(['import', 'export', 'checks', 'engine', 'synthesize']);

interface Kept {
  number: number;
  kind: 'progress' | 'step' | 'other';
  /** Which step of a training, counted from 0. */
  step: number | null;
  text: string;
}

/** The events of one job, numbered, as texts: an item with its readings takes a tenth of its memory that way. */
export class EventLog {
  readonly #limit: number;
  #kept: Kept[] = [];
  #next = 0;
  #steps = 0;
  /** Of old steps of a training, one of how many is kept. */
  #stride = 1;
  #characters = 0;

  constructor(limit = MOST_EVENTS) {
    this.#limit = limit;
  }

  /** Of all texts together. */
  get characters(): number {
    return this.#characters;
  }

  add(event: JobProgressEvent): void {
    const kind = kindOf(event);
    // Of progress only the latest says anything.
    if (kind === 'progress' && this.#kept.at(-1)?.kind === 'progress') this.#forget(this.#kept.pop());
    const text = JSON.stringify(event);
    const step = kind === 'step' ? this.#steps++ : null;
    this.#kept.push({ number: this.#next++, kind, step, text });
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

  /** A training keeps its whole curve, ever more coarsely; of anything else the oldest quarter goes. */
  #thin(): void {
    const others = this.#kept.filter(({ step }) => step === null).length;
    let thinned = this.#kept;
    // Doubled only where that is needed: steps since the last time are all there and make room first.
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

function kindOf(event: JobProgressEvent): Kept['kind'] {
  if (PROGRESS.has(event.type)) return 'progress';
  return event.type === 'train' && event.train.type === 'step' ? 'step' : 'other';
}
