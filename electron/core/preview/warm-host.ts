import { Problem } from '../../../models/base/problem.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type { Opened, OpenOptions } from '../../contract/compute.ts';

/** After so long without a call the host is ended; networks take memory that other programs may want. */
const IDLE_MS = 5 * 60_000;

export interface WarmHostSetup {
  idleMs?: number;
}

type Use<T> = (compute: Pick<ComputeClient, 'call'>, opened: Opened) => Promise<T>;

/**
 * A compute host that stays open between single calls. It is started at the first one, opened anew when a call wants other
 * networks, and ended when nobody has asked for a while. Calls follow one another: each is short, and opening must not take
 * the networks from under one. A host that dies fails the call under way, and the next call starts another.
 */
export class WarmHost {
  readonly #idleMs: number;
  #compute: ComputeClient | undefined;
  /** What is open, by the request that it was opened with. */
  #open: { wanted: string; opened: Opened } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ idleMs = IDLE_MS }: WarmHostSetup = {}) {
    this.#idleMs = idleMs;
  }

  /** Of the host that runs now. */
  get processId(): number | undefined {
    return this.#compute?.processId;
  }

  /**
   * Calls with the networks of `options` at hand, when its turn comes. Throws `cancelled` where `signal` is aborted by then
   * or the host was closed, `compute-died`, and what opening and `use` throw.
   */
  with<T>(options: OpenOptions, signal: AbortSignal | undefined, use: Use<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      if (this.#isClosed || signal?.aborted) throw cancelled();
      clearTimeout(this.#idle);
      try {
        const compute = (this.#compute ??= new ComputeClient());
        return await use(compute, await this.#opened(compute, options));
      } finally {
        this.#idle = setTimeout(() => void this.#end(), this.#idleMs).unref();
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the host; calls that wait for their turn fail with `cancelled`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
    await this.#turn;
  }

  async #opened(compute: ComputeClient, options: OpenOptions): Promise<Opened> {
    const wanted = JSON.stringify(options);
    if (this.#open?.wanted !== wanted) {
      this.#open = undefined;
      this.#open = { wanted, opened: await compute.open(options) };
    }
    return this.#open.opened;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const compute = this.#compute;
    this.#compute = undefined;
    this.#open = undefined;
    await compute?.close();
  }
}

const cancelled = (): Problem => new Problem('preview-dropped', {});
