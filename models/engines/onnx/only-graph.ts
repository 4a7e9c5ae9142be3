import type { TensorData } from '../../base/tensor.ts';
import type { LoadedNetwork } from '../engine.ts';
import { OnnxReplica } from './replica.ts';
import type { SessionSettings } from './session.ts';

/** A graph that was not exported by us, with one input and one output, in a thread of its own. */
export interface OnlyGraph extends Pick<LoadedNetwork, 'run'> {
  /** Whether its thread is gone, so that it can compute no more. */
  readonly hasEnded: boolean;
  dispose(): Promise<void>;
}

/** Opens the bytes of an ONNX model under the names of our graphs, `x` and `y`. Throws `out-of-memory`, `engine-failed`. */
export async function onlyGraph(model: Uint8Array, settings: SessionSettings): Promise<OnlyGraph> {
  const { replica, batchAxes } = await OnnxReplica.start({ model, settings });
  const [input = '', output = ''] = [batchAxes.inputs, batchAxes.outputs].map((ports) => Object.keys(ports)[0]);
  return {
    get hasEnded() {
      return replica.hasEnded;
    },
    run: async ({ x }) => ({ y: (await replica.run({ [input]: x as TensorData }))[output] as TensorData }),
    dispose: () => replica.stop(),
  };
}
