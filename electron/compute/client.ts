import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  computeCalls,
  computeResponseSchema,
  type ComputeArgument,
  type ComputeCall,
  type ComputeResult,
  type Opened,
  type OpenOptions,
} from '../contract/compute.ts';
import { Problem } from '../../models/problem.ts';

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url));
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
  #child: ChildProcess | undefined;
  #stderr = '';
  #nextId = 1;
  #options: OpenOptions | undefined;
  #reopening: Promise<unknown> | undefined;

  /** Of the host that runs now. */
  get processId(): number | undefined {
    return this.#child?.pid;
  }

  /** Loads engine, networks and readers; kept for restarts. */
  async open(options: OpenOptions): Promise<Opened> {
    this.#options = options;
    this.#reopening = undefined;
    return this.#send('open', options);
  }

  async call<C extends Exclude<ComputeCall, 'open'>>(call: C, argument: ComputeArgument<C>): Promise<ComputeResult<C>> {
    if (!this.#child && this.#options) this.#reopening ??= this.#send('open', this.#options);
    await this.#reopening;
    return this.#send(call, argument);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await ended;
  }

  #send<C extends ComputeCall>(call: C, argument: ComputeArgument<C>): Promise<ComputeResult<C>> {
    const child = (this.#child ??= this.#start());
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
      // A host that died under the call also fails to take it; its `exit` tells.
      child.send({ id, call, argument }, () => undefined);
    });
  }

  #start(): ChildProcess {
    // Its own process group: Ctrl-C reaches the shell only, which lets the host finish the items in hand.
    const child = fork(HOST, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
      windowsHide: true,
      // Bytes of pictures travel as bytes.
      serialization: 'advanced',
    });
    this.#stderr = '';
    child.stderr?.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-KEPT_STDERR);
    });
    child.on('message', (message) => this.#receive(message));
    child.on('exit', (code, signal) =>
      this.#lose(signal ? `was ended by ${signal}` : `ended with exit code ${code ?? 0}`),
    );
    child.on('error', (error) => {
      if (child.pid === undefined) this.#lose(`could not be started: ${error.message}`);
    });
    return child;
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
    this.#child = undefined;
    this.#reopening = undefined;
    const lastLine = this.#stderr.trim().split('\n').at(-1);
    const problem = new Problem(
      'compute-died',
      `The compute process ${how}${lastLine ? ` (${lastLine})` : ''}.`,
      'It may have run out of memory. Run the command again; if it persists, try another engine with --engine.',
    );
    for (const waiting of this.#waiting.values()) waiting.reject(problem);
    this.#waiting.clear();
  }
}

/** Values that do not survive the way between processes, such as numbers that are none. */
function unknownAnswer(call: ComputeCall, cause: Error): Problem {
  return new Problem(
    'engine-failed',
    `The compute process gave no sound answer to \`${call}\`.`,
    'Use other weights, or another engine with --engine.',
    { cause },
  );
}
