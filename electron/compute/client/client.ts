import {
  computeCalls,
  computeResponseSchema,
  type ComputeArgument,
  type ComputeCall,
  type ComputeResult,
  type Opened,
  type OpenOptions,
} from '../../contract/compute.ts';
import { Problem } from '../../../models/base/problem.ts';
import { startHost, type HostProcess } from './host-process.ts';

const KEPT_STDERR = 2000;

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: Problem): void;
}

/**
 * A compute host in a process of its own. Native crashes and out-of-memory end that process, not this one: every call
 * then under way fails with `compute-died`, and the next call starts a fresh host that opens the same networks again.
 */
export class ComputeClient {
  readonly #waiting = new Map<number, Waiting>();
  #host: HostProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #stderr = '';
  #nextId = 1;
  #options: OpenOptions | undefined;
  #reopening: Promise<unknown> | undefined;
  #isClosed = false;

  /** Of the host that runs now. */
  get processId(): number | undefined {
    return this.#host?.processId;
  }

  /** Loads engine, networks and readers; kept for restarts. */
  async open(options: OpenOptions): Promise<Opened> {
    this.#options = options;
    this.#reopening = undefined;
    return this.#send('open', options);
  }

  async call<C extends Exclude<ComputeCall, 'open'>>(call: C, argument: ComputeArgument<C>): Promise<ComputeResult<C>> {
    if (!this.#host && this.#options && !this.#isClosed) this.#reopening ??= this.#send('open', this.#options);
    await this.#reopening;
    return this.#send(call, argument);
  }

  /** Final: calls under way are finished, later ones are refused with `cancelled` instead of starting another host. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#host?.close();
    await this.#ended;
  }

  #send<C extends ComputeCall>(call: C, argument: ComputeArgument<C>): Promise<ComputeResult<C>> {
    if (this.#isClosed) return Promise.reject(closed());
    const host = (this.#host ??= this.#start());
    const id = this.#nextId++;
    return new Promise<ComputeResult<C>>((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (value) => {
          const result = computeCalls[call].result.safeParse(value);
          if (result.success) resolve(result.data as ComputeResult<C>);
          else reject(unknownAnswer(call, result.error));
        },
        reject,
      });
      // A host that died under the call also fails to take it; its end tells.
      host.send({ id, call, argument });
    });
  }

  #start(): HostProcess {
    this.#stderr = '';
    let ended = (): void => undefined;
    this.#ended = new Promise((resolve) => (ended = resolve));
    return startHost({
      onMessage: (message) => this.#receive(message),
      onStderr: (text) => {
        this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
      },
      onEnd: (how) => {
        this.#lose(how);
        ended();
      },
    });
  }

  #receive(message: unknown) {
    const response = computeResponseSchema.safeParse(message);
    if (!response.success) return; // not ours: a library's own message to its parent
    const { id, outcome } = response.data;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!waiting) return;
    if (outcome.ok) waiting.resolve(outcome.value);
    else waiting.reject(Problem.from(outcome.problem));
  }

  #lose(how: string) {
    this.#host = undefined;
    this.#reopening = undefined;
    const lastLine = this.#stderr.trim().split('\n').at(-1);
    const problem = new Problem('compute-process-ended', { how, detail: lastLine ? ` (${lastLine})` : '' });
    for (const waiting of this.#waiting.values()) waiting.reject(problem);
    this.#waiting.clear();
  }
}

const closed = (): Problem => new Problem('compute-closed', {});

/** Values that do not survive the way between processes, such as numbers that are none. */
function unknownAnswer(call: ComputeCall, cause: Error): Problem {
  return new Problem('compute-answer-unsound', { call }, { cause });
}
