import * as tf from '@tensorflow/tfjs';
import type { FusedKernelName } from '../../interpreters/tensorflow/fused-kernels.ts';

/** Operations of `native/`, as that registers them: inputs in this order, and the number of outputs. */
const OPERATIONS: Readonly<Record<FusedKernelName, { inputs: readonly string[]; outputs: number }>> = {
  PalimpsestAdam: { inputs: ['parameter', 'first', 'second', 'gradient', 'numbers'], outputs: 3 },
  PalimpsestBatchNorm: { inputs: ['x', 'scale', 'shift'], outputs: 3 },
  PalimpsestBatchNormGrad: { inputs: ['dy', 'x', 'scale', 'mean', 'variance'], outputs: 3 },
  PalimpsestColumnSums: { inputs: ['x'], outputs: 1 },
  PalimpsestGru: { inputs: ['inputs', 'kernel', 'bias'], outputs: 1 },
  PalimpsestGruGrad: { inputs: ['dy', 'inputs', 'kernel', 'bias', 'states'], outputs: 3 },
  PalimpsestLstm: { inputs: ['inputs', 'kernel'], outputs: 3 },
  PalimpsestLstmGrad: { inputs: ['dy', 'kernel', 'states', 'cells', 'gates'], outputs: 2 },
  PalimpsestMaxPoolGrad: { inputs: ['x', 'dy', 'numbers'], outputs: 1 },
  PalimpsestMish: { inputs: ['x'], outputs: 1 },
  PalimpsestMishGrad: { inputs: ['dy', 'x'], outputs: 1 },
  PalimpsestReluGrad: { inputs: ['dy', 'y'], outputs: 1 },
  PalimpsestSumOfSquares: { inputs: ['x'], outputs: 1 },
};

interface NativeBackend {
  executeMultipleOutputs(
    name: string,
    attributes: readonly never[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.TensorInfo[];
}

/** Offers the operations of the engine pack's own addon as kernels of `backendName`. */
export function registerNativeKernels(backendName: string): void {
  for (const [name, { inputs, outputs }] of Object.entries(OPERATIONS)) {
    if (tf.getKernel(name, backendName) as tf.KernelConfig | null | undefined) continue;
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs: named, backend }) => {
        const given = inputs.map((input) => named[input] as tf.TensorInfo);
        return (backend as NativeBackend).executeMultipleOutputs(name, [], given, outputs);
      },
    });
  }
}
