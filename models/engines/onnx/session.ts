import ort from 'onnxruntime-node';
import { BATCH_AXIS } from '../../interpreters/onnx/graph.ts';
import type { Tensors } from '../../networks/network.ts';

/** How a graph is to be run: by which execution provider, on how many threads. */
export interface SessionSettings {
  provider: string;
  threads: number;
}

/** Of each input and output, by their names: the axis that is the batch; −1 where none is. */
export interface BatchAxes {
  inputs: Readonly<Record<string, number>>;
  outputs: Readonly<Record<string, number>>;
}

/** One onnxruntime session. `run` computes on the calling thread, so sessions live in `onnx-worker.ts`. */
export interface OnnxSession {
  readonly batchAxes: BatchAxes;
  run(inputs: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/**
 * Opens the bytes of an ONNX model that `exportOnnx` wrote. Throws onnxruntime's own errors.
 *
 * Memory patterns are off, because they are kept for every input shape ever seen and text lines have as many shapes as
 * images; the arena stays on, because it ends at the needs of the largest input and is faster. Threads do not spin while
 * they wait: beside other work that costs more than it gains.
 */
export async function openSession(model: Uint8Array, { provider, threads }: SessionSettings): Promise<OnnxSession> {
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(model, {
    // Without naming 'cpu' as second: it is so anyway, and onnxruntime would drop an unknown first one without a word.
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    batchAxes: { inputs: batchAxes(session.inputMetadata), outputs: batchAxes(session.outputMetadata) },
    async run(inputs) {
      const feeds = Object.entries(inputs).map(
        ([name, { shape, data }]) => [name, new ort.Tensor('float32', data, shape)] as const,
      );
      const outputs = Object.entries(await session.run(Object.fromEntries(feeds))).map(([name, output]) => {
        if (!(output.data instanceof Float32Array)) throw new TypeError(`onnxruntime gave no float32 ${name}`);
        return [name, { shape: output.dims, data: output.data }] as const;
      });
      return Object.fromEntries(outputs);
    },
    release: () => session.release(),
  };
}

const batchAxes = (ports: readonly ort.InferenceSession.ValueMetadata[]): Record<string, number> =>
  Object.fromEntries(ports.map((port) => [port.name, port.isTensor ? port.shape.indexOf(BATCH_AXIS) : -1]));
