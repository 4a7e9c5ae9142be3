import * as tf from '@tensorflow/tfjs';

/**
 * Operations that an engine may bring beside those of TensorFlow.js, each in one pass where the library needs many. Whoever
 * uses one has the same in ordinary operations for engines without it.
 */
export type FusedKernelName =
  | 'PalimpsestAdam'
  | 'PalimpsestBatchNorm'
  | 'PalimpsestBatchNormGrad'
  | 'PalimpsestColumnSums'
  | 'PalimpsestGru'
  | 'PalimpsestGruGrad'
  | 'PalimpsestLstm'
  | 'PalimpsestLstmGrad'
  | 'PalimpsestMaxPoolGrad'
  | 'PalimpsestMish'
  | 'PalimpsestMishGrad'
  | 'PalimpsestReluGrad'
  | 'PalimpsestSumOfSquares';

export const hasFusedKernel = (name: FusedKernelName): boolean =>
  (tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | null | undefined) != null;

/** Runs a kernel of the current backend that `hasFusedKernel` found, on its inputs in their order. */
export function runFusedKernel(name: FusedKernelName, inputs: Readonly<Record<string, tf.Tensor>>): tf.Tensor[] {
  const outputs: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, inputs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The same for a kernel with one output. */
export const runFused = (name: FusedKernelName, inputs: Readonly<Record<string, tf.Tensor>>): tf.Tensor =>
  runFusedKernel(name, inputs)[0] as tf.Tensor;
