import type { ListedPair, PairQuery, Pass } from '../../electron/contract/pairs.ts';

export interface QueueCalls {
  count(query: PairQuery): Promise<number>;
  ids(at: { query: PairQuery; offset: number; limit: number }): Promise<number[]>;
  position(of: { query: PairQuery; pairId: number }): Promise<number>;
  listed(of: { pairIds: number[]; pass: Pass }): Promise<ListedPair[]>;
}

/** Ids that are fetched at a time, and how near the end more are. */
const CHUNK = 200;
const NEAR = 40;

/**
 * The pairs of a query in the order in which they are labelled. What has been fetched stays as it was, so that a pair which
 * no longer meets the filter once it is labelled neither vanishes under the annotator's hands nor shifts the next ones.
 */
export class PairQueue {
  readonly #calls: QueueCalls;
  readonly #query: PairQuery;
  readonly #rows = new Map<number, ListedPair>();
  #ids: number[] = [];
  #at = 0;
  #before = 0;
  #total = 0;
  #atEnd = false;
  #growing: Promise<void> | undefined;

  constructor(calls: QueueCalls, query: PairQuery) {
    this.#calls = calls;
    this.#query = query;
  }

  /** Begins at a pair, also at one that the query does not have, or at the first one. */
  async start(pairId?: number): Promise<void> {
    const query = this.#query;
    const [total, place] = await Promise.all([
      this.#calls.count(query),
      pairId === undefined ? 0 : this.#calls.position({ query, pairId }),
    ]);
    this.#before = Math.max(0, place - NEAR);
    this.#ids = await this.#calls.ids({ query, offset: this.#before, limit: CHUNK });
    this.#atEnd = this.#ids.length < CHUNK;
    this.#at = place - this.#before;
    if (pairId !== undefined && this.#ids[this.#at] !== pairId) this.#ids.splice(this.#at, 0, pairId);
    this.#total = Math.max(total, this.#ids.length);
    await this.#listAround();
  }

  get current(): ListedPair | undefined {
    return this.#rows.get(this.#ids[this.#at] ?? -1);
  }

  /** Counted from 0, in the list as it was when the queue was made. */
  get place(): number {
    return this.#before + this.#at;
  }

  get total(): number {
    return this.#total;
  }

  get hasNext(): boolean {
    return this.#at + 1 < this.#ids.length;
  }

  get hasPrevious(): boolean {
    return this.#at > 0;
  }

  /** Pairs from so many before the current one to so many after it, as far as they are known. */
  around(before: number, after: number): ListedPair[] {
    const ids = this.#ids.slice(Math.max(0, this.#at - before), this.#at + after + 1);
    return ids.flatMap((id) => this.#rows.get(id) ?? []);
  }

  /** Goes on by so many pairs, back where negative. Whether there was one. At once where the pair was fetched ahead. */
  async move(by: number): Promise<boolean> {
    const target = this.#at + by;
    if (target < 0 || target >= this.#ids.length) return false;
    this.#at = target;
    if (!this.current) await this.#listAround();
    this.#growing ??= this.#grow().finally(() => {
      this.#growing = undefined;
    });
    return true;
  }

  /** Goes to a pair that is known here; whether it is. */
  async moveTo(pairId: number): Promise<boolean> {
    const target = this.#ids.indexOf(pairId);
    return target >= 0 && this.move(target - this.#at);
  }

  /** When pairs that are being fetched ahead are there. Throws what their call threw. */
  async settled(): Promise<void> {
    await this.#growing;
  }

  async #grow(): Promise<void> {
    if (!this.#atEnd && this.#ids.length - this.#at <= NEAR) await this.#growForward();
    if (this.#before > 0 && this.#at <= NEAR / 2) await this.#growBackward();
    await this.#listAround();
  }

  async #growForward(): Promise<void> {
    const query = this.#query;
    const last = this.#ids.at(-1);
    if (last === undefined) return;
    const offset = await this.#calls.position({ query, pairId: last });
    const ids = await this.#calls.ids({ query, offset, limit: CHUNK });
    this.#atEnd = ids.length < CHUNK;
    this.#ids.push(...this.#unknown(ids));
    this.#total = Math.max(this.#total, this.#before + this.#ids.length);
  }

  async #growBackward(): Promise<void> {
    const query = this.#query;
    const first = this.#ids[0];
    if (first === undefined) return;
    const end = await this.#calls.position({ query, pairId: first });
    const offset = Math.max(0, end - CHUNK);
    const ids = end > offset ? await this.#calls.ids({ query, offset, limit: end - offset }) : [];
    const added = this.#unknown(ids);
    this.#ids.unshift(...added);
    this.#at += added.length;
    this.#before = offset === 0 ? 0 : Math.max(0, this.#before - added.length);
  }

  #unknown(ids: readonly number[]): number[] {
    const known = new Set(this.#ids);
    return ids.filter((id) => !known.has(id));
  }

  async #listAround(): Promise<void> {
    const ids = this.#ids.slice(Math.max(0, this.#at - NEAR), this.#at + NEAR);
    const pairIds = ids.filter((id) => !this.#rows.has(id));
    if (pairIds.length === 0) return;
    const rows = await this.#calls.listed({ pairIds, pass: this.#query.pass ?? 1 });
    for (const row of rows) this.#rows.set(row.id, row);
  }
}
