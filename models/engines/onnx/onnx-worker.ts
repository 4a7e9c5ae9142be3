import { parentPort, workerData } from 'node:worker_threads';
import type { TensorData } from '../../base/tensor.ts';
import { openSession, type OnnxSession, type SessionSettings } from './session.ts';

/** What a worker thread is started with. */
export interface WorkerStart {
  model: Uint8Array;
  settings: SessionSettings;
}

/** An input to compute, or undefined to release everything and end. */
export type WorkerRequest = TensorData | undefined;

/** The first reply tells which axis of the output is the batch, each later one the output of a request, in order. */
export type WorkerReply = { batchAxis: number } | { output: TensorData } | { error: string };

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
      (output) => reply({ output }, [output.data.buffer as ArrayBuffer]),
      (thrown: unknown) => reply(describe(thrown)),
    );
  });
  reply({ batchAxis: session.batchAxis });
}
