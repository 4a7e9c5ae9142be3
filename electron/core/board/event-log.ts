import type { JobEvent } from '../../contract/board.ts';

export type BoardEvent = JobEvent['event'];

/** Events that a log holds at most. */
const MOST_EVENTS = 20_000;

const PROGRESS: ReadonlySet<BoardEvent['type']> = new Set(['import', 'export', 'checks', 'engine', 'synthesize']);

/** The events of one job, numbered, as texts: an item with its readings takes a tenth of its memory that way. */
export class EventLog {
  readonly #limit: number;
  #kept: { number: number; kind: 'progress' | 'step' | 'other'; text: string }[] = [];
  #next = 0;
  #characters = 0;

  constructor(limit = MOST_EVENTS) {
    this.#limit = limit;
  }

  /** Of all texts together. */
  get characters(): number {
    return this.#characters;
  }

  add(event: BoardEvent): void {
    const kind = kindOf(event);
    // Of progress only the latest says anything.
    if (kind === 'progress' && this.#kept.at(-1)?.kind === 'progress') this.#forget(this.#kept.pop());
    const text = JSON.stringify(event);
    this.#kept.push({ number: this.#next++, kind, text });
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
    return kept.slice(low, low + most).map(({ number, text }) => ({ number, event: JSON.parse(text) as BoardEvent }));
  }

  clear(): void {
    this.#kept = [];
    this.#characters = 0;
  }

  /** A training keeps its whole curve, with every other step; of anything else the oldest quarter goes. */
  #thin(): void {
    let steps = 0;
    const thinned = this.#kept.filter(({ kind }) => kind !== 'step' || steps++ % 2 === 0);
    const isEnough = thinned.length < 0.75 * this.#limit;
    this.#kept = isEnough ? thinned : this.#kept.slice(Math.ceil(this.#limit / 4));
    this.#characters = this.#kept.reduce((sum, { text }) => sum + text.length, 0);
  }

  #forget(entry: { text: string } | undefined): void {
    this.#characters -= entry?.text.length ?? 0;
  }
}

function kindOf(event: BoardEvent): 'progress' | 'step' | 'other' {
  if (PROGRESS.has(event.type)) return 'progress';
  return event.type === 'train' && event.train.type === 'step' ? 'step' : 'other';
}
