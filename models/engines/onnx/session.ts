import ort from 'onnxruntime-node';
import { BATCH_AXIS } from '../../interpreters/onnx/graph.ts';
import type { TensorData } from '../../base/tensor.ts';

/** How a graph is to be run: by which execution provider, on how many threads. */
export interface SessionSettings {
  provider: string;
  threads: number;
}

/** One onnxruntime session. `run` computes on the calling thread, so sessions live in `onnx-worker.ts`. */
export interface OnnxSession {
  /** The axis of the output that is the batch; of the input it is the first. */
  readonly batchAxis: number;
  run(input: TensorData): Promise<TensorData>;
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
  const [inputName = ''] = session.inputNames;
  const [outputName = ''] = session.outputNames;
  const [port] = session.outputMetadata;
  return {
    batchAxis: port?.isTensor ? port.shape.indexOf(BATCH_AXIS) : 0,
    async run({ shape, data }) {
      const outputs = await session.run({ [inputName]: new ort.Tensor('float32', data, shape) });
      const output = outputs[outputName];
      if (!(output?.data instanceof Float32Array)) throw new TypeError(`onnxruntime gave no float32 ${outputName}`);
      return { shape: output.dims, data: output.data };
    },
    release: () => session.release(),
  };
}
