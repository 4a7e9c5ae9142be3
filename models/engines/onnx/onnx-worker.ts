import { parentPort, workerData } from 'node:worker_threads';
import type { Tensors } from '../../networks/network.ts';
import { openSession, type BatchAxes, type OnnxSession, type SessionSettings } from './session.ts';

/** What a worker thread is started with. */
export interface WorkerStart {
  model: Uint8Array;
  settings: SessionSettings;
}

/** Inputs to compute, or undefined to release everything and end. */
export type WorkerRequest = Tensors | undefined;

/** The first reply tells which axes are the batch, each later one the outputs of a request, in order. */
export type WorkerReply = { batchAxes: BatchAxes } | { outputs: Tensors } | { error: string };

/** A thread that holds one session, because onnxruntime blocks the thread that calls it. */
if (!parentPort) throw new Error('onnx-worker.ts runs as a worker thread only');
const port = parentPort;
const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
const describe = (thrown: unknown): WorkerReply => ({
  error: thrown instanceof Error ? thrown.message : String(thrown),
});

const { model, settings } = workerData as WorkerStart;
openSession(model, settings).then(serve, (thrown: unknown) => reply(describe(thrown)));

function serve(session: OnnxSession) {
  port.on('message', (request: WorkerRequest) => {
    if (!request) {
      void session.release().finally(() => port.close());
      return;
    }
    session.run(request).then(
      (outputs) =>
        reply(
          { outputs },
          Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer),
        ),
      (thrown: unknown) => reply(describe(thrown)),
    );
  });
  reply({ batchAxes: session.batchAxes });
}
