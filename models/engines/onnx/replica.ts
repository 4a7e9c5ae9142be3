import { Worker } from 'node:worker_threads';
import { Problem } from '../../base/problem.ts';
import type { Tensors } from '../../networks/network.ts';
import type { WorkerReply, WorkerRequest, WorkerStart } from './onnx-worker.ts';
import type { BatchAxes } from './session.ts';

interface Waiting {
  resolve: (reply: WorkerReply) => void;
  reject: (problem: Problem) => void;
}

/** One worker thread with one session, seen from outside. Its thread keeps the process alive only while it computes. */
export class OnnxReplica {
  private readonly worker: Worker;
  private readonly provider: string;
  private readonly waiting: Waiting[] = [];
  private readonly exited: Promise<void>;
  private ended: Problem | undefined;

  private constructor(start: WorkerStart) {
    this.provider = start.settings.provider;
    this.worker = new Worker(new URL('./onnx-worker.ts', import.meta.url), { workerData: start });
    this.worker.on('message', (reply: WorkerReply) => this.settle()?.resolve(reply));
    this.worker.on('error', (error: Error) => this.end(error.message));
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.end(`its thread ended with code ${code}`);
        resolve();
      });
    });
  }

  /** Throws `out-of-memory`, `engine-failed`. */
  static async start(start: WorkerStart): Promise<{ replica: OnnxReplica; batchAxes: BatchAxes }> {
    const replica = new OnnxReplica(start);
    try {
      const reply = await replica.next();
      if (!('batchAxes' in reply)) throw replica.problem(reply);
      return { replica, batchAxes: reply.batchAxes };
    } catch (thrown) {
      await replica.worker.terminate();
      throw thrown;
    }
  }

  /** Takes the memory of the inputs over. Throws `out-of-memory`, `engine-failed`. */
  async run(inputs: Tensors): Promise<Tensors> {
    if (this.ended) throw this.ended;
    const answer = this.next();
    const request: WorkerRequest = inputs;
    this.worker.postMessage(
      request,
      Object.values(inputs).map(({ data }) => data.buffer as ArrayBuffer),
    );
    const reply = await answer;
    if (!('outputs' in reply)) throw this.problem(reply);
    return reply.outputs;
  }

  /** Whether its thread is gone, so that it can compute no more. */
  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  async stop(): Promise<void> {
    this.worker.ref();
    this.worker.postMessage(undefined satisfies WorkerRequest);
    await this.exited;
  }

  private next(): Promise<WorkerReply> {
    this.worker.ref();
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private settle(): Waiting | undefined {
    const first = this.waiting.shift();
    if (this.waiting.length === 0) this.worker.unref();
    return first;
  }

  private end(message: string) {
    this.ended ??= onnxProblem(message, this.provider);
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }

  private problem(reply: WorkerReply): Problem {
    return onnxProblem('error' in reply ? reply.error : 'its thread answered out of turn', this.provider);
  }
}

const OUT_OF_MEMORY = /out of memory|failed to allocate|bad[ _]alloc|OUT_OF_?MEMORY|memory limit/i;

/** What onnxruntime or its thread reported, as a Problem: `out-of-memory` or `engine-failed`. */
export function onnxProblem(message: string, provider: string): Problem {
  const sentence = inOneLine(message);
  if (OUT_OF_MEMORY.test(message)) {
    return new Problem('onnx-out-of-memory', { provider, detail: sentence });
  }
  return new Problem(provider === 'cpu' ? 'onnx-failed' : 'onnx-device-failed', { provider, detail: sentence });
}

/** Lines that still say what happened; a stack or a list of devices may follow. */
const LINES = 2;

/** The message in one line, without onnxruntime's error code, failed assertion and full stop. */
function inOneLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines
    .filter(Boolean)
    .slice(0, LINES)
    .join(' ')
    .replace(/^(\[ONNXRuntimeError\] : )?(\d+ : \w+ : )?/, '')
    .replace(/^.* was false\. /, '')
    .replace(/[.\s]+$/, '');
}
