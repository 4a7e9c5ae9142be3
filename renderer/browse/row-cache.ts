/** Rows of a long list, fetched as they come into sight. One request is under way at a time, for what is in sight then. */
export class RowCache<Row extends { id: number }> {
  readonly #fetch: (ids: number[]) => Promise<readonly Row[]>;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #limit: number;
  readonly #atOnce: number;
  #rows = new Map<number, Row>();
  #wanted: readonly number[] = [];
  #ahead: readonly number[] = [];
  #missing = new Set<number>();
  #busy = false;
  #generation = 0;

  /** Asks for `atOnce` rows at most. Keeps `limit` rows; when there are more, those that came first are dropped. */
  constructor(options: {
    fetch: (ids: number[]) => Promise<readonly Row[]>;
    changed: () => void;
    failed: (error: unknown) => void;
    limit: number;
    atOnce: number;
  }) {
    this.#fetch = options.fetch;
    this.#changed = options.changed;
    this.#failed = options.failed;
    this.#limit = options.limit;
    this.#atOnce = options.atOnce;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  /**
   * Says what is in sight, and what soon may be. The latter is asked for along with the former, or when so much of it is
   * missing that a request is worth its while.
   */
  want(ids: readonly number[], ahead: readonly number[] = []): void {
    this.#wanted = ids;
    this.#ahead = ahead;
    if (!this.#busy) void this.#load();
  }

  /** Changes rows that are there. */
  update(ids: Iterable<number>, change: (row: Row) => Row): void {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row) this.#rows.set(id, change(row));
    }
    this.#changed();
  }

  /** Forgets everything and fetches what is in sight anew; what is there stays until then. */
  refresh(): void {
    this.#generation++;
    this.#missing.clear();
    const kept = this.#wanted;
    const old = this.#rows;
    this.#rows = new Map(kept.flatMap((id) => (old.has(id) ? [[id, old.get(id) as Row]] : [])));
    if (kept.length) void this.#take(kept.slice(0, this.#atOnce));
  }

  #lacks = (id: number): boolean => !this.#rows.has(id) && !this.#missing.has(id);

  async #load(): Promise<void> {
    this.#busy = true;
    for (;;) {
      const inSight = this.#wanted.filter(this.#lacks);
      const ahead = this.#ahead.filter(this.#lacks);
      if (inSight.length === 0 && ahead.length < this.#atOnce / 2) break;
      if (!(await this.#take([...inSight, ...ahead].slice(0, this.#atOnce)))) break;
    }
    this.#busy = false;
  }

  async #take(ids: number[]): Promise<boolean> {
    const generation = this.#generation;
    try {
      const rows = await this.#fetch(ids);
      if (generation !== this.#generation) return true;
      for (const row of rows) this.#rows.set(row.id, row);
      // Ids of pairs that are gone are not asked for again and again.
      const found = new Set(rows.map((row) => row.id));
      for (const id of ids) if (!found.has(id)) this.#missing.add(id);
      this.#trim();
      this.#changed();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #trim(): void {
    const surplus = this.#rows.size - this.#limit;
    if (surplus <= 0) return;
    const wanted = new Set(this.#wanted);
    let dropped = 0;
    for (const id of this.#rows.keys()) {
      if (dropped >= surplus) break;
      if (wanted.has(id)) continue;
      this.#rows.delete(id);
      dropped++;
    }
  }
}
