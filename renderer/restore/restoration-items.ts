import type { ReadingData } from '../../electron/contract/compute.ts';
import type { RestorationEvent, Review, Sidecar } from '../../electron/contract/jobs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';

/** What is kept of a sidecar: a queue may be long. */
export interface Outcome {
  output: string;
  label: string | undefined;
  input: { width: number; height: number };
  size: { width: number; height: number };
  /** Legible already: the result is the picture itself. */
  leftAsItIs: boolean;
  readings: Sidecar['readings'];
  invention: { inconsistency: number; variance: number } | undefined;
  review: Review | null;
}

/** One picture of a restoration's queue. */
export interface RestorationItem {
  /** Tells items apart. */
  key: string;
  /** A path, or what messages call the picture of a pair. */
  input: string;
  pairId: number | undefined;
  state: 'waiting' | 'restored' | 'kept' | 'failed';
  outcome: Outcome | undefined;
  problem: ProblemData | undefined;
}

/** The queue of a restoration, as its events tell it. */
export class RestorationItems {
  readonly #byKey = new Map<string, number>();
  #items: RestorationItem[] = [];

  /** A new list after every change, so that what is shown of it is drawn anew. */
  get list(): RestorationItem[] {
    return [...this.#items];
  }

  add(event: RestorationEvent): void {
    if (event.type === 'planned') for (const item of event.items) this.#put(waiting(item));
    if (event.type === 'item') this.#put(ended(event));
  }

  /** What people said since the job ran. */
  review(output: string, review: Review | null): void {
    const at = this.#items.findIndex((item) => item.outcome?.output === output);
    const item = this.#items[at];
    if (item?.outcome) this.#items[at] = { ...item, outcome: { ...item.outcome, review } };
  }

  clear(): void {
    this.#byKey.clear();
    this.#items = [];
  }

  #put(item: RestorationItem): void {
    const at = this.#byKey.get(item.key);
    if (at !== undefined) {
      this.#items[at] = item;
      return;
    }
    this.#byKey.set(item.key, this.#items.length);
    this.#items.push(item);
  }
}

const keyOf = ({ input, pairId }: { input: string; pairId?: number | undefined }): string =>
  pairId === undefined ? input : `pair ${pairId}`;

function waiting({ input, pairId }: { input: string; pairId?: number | undefined }): RestorationItem {
  return { key: keyOf({ input, pairId }), input, pairId, state: 'waiting', outcome: undefined, problem: undefined };
}

function ended(event: Extract<RestorationEvent, { type: 'item' }>): RestorationItem {
  const { input, pairId, state } = event;
  const known = { key: keyOf(event), input, pairId };
  if (state === 'failed') return { ...known, state, outcome: undefined, problem: event.problem };
  const { output, label, sidecar } = event;
  const { readings, invention, review } = sidecar;
  return {
    ...{ ...known, state, problem: undefined },
    outcome: {
      ...{ output, label, readings },
      input: { width: sidecar.input.width, height: sidecar.input.height },
      size: { width: sidecar.output.width, height: sidecar.output.height },
      leftAsItIs: sidecar.leftAsItIs ?? false,
      invention: invention && { inconsistency: invention.inconsistency, variance: invention.variance },
      review: review ?? null,
    },
  };
}

/** Which part of a queue is shown. */
export const VIEWS = ['all', 'open', 'changed', 'accepted', 'rejected', 'failed'] as const;
export type View = (typeof VIEWS)[number];

export function isIn(view: View, { state, outcome }: RestorationItem): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'open':
      return outcome?.review === null;
    case 'changed':
      return outcome?.readings.some(({ input, output }) => input.text !== output.text) ?? false;
    case 'accepted':
    case 'rejected':
      return outcome?.review?.verdict === view;
    case 'failed':
      return state === 'failed';
  }
}

/** A path's last part; of a pair, what messages call it. */
export const nameOf = ({ input, pairId }: RestorationItem): string =>
  pairId === undefined ? (input.split(/[/\\]/).at(-1) ?? input) : input;

/** The reading that a list shows: of the stronger reader, where it read. */
export const mainReading = ({ outcome }: RestorationItem): { input: ReadingData; output: ReadingData } | undefined =>
  outcome?.readings.find(({ reader }) => reader === 'ppocr') ?? outcome?.readings[0];
