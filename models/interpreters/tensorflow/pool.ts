import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from './fused-kernels.ts';
import { withGradient } from './gradient.ts';

/** Highest values of windows [height, width] without padding; the first maximum of a window takes all of its gradient. */
export function maxPool(
  x: tf.Tensor4D,
  window: readonly [number, number],
  strides: readonly [number, number],
): tf.Tensor4D {
  const pooled = (input: tf.Tensor4D): tf.Tensor4D => tf.maxPool(input, [...window], [...strides], 'valid');
  if (!hasFusedKernel('PalimpsestMaxPoolGrad')) return pooled(x);
  return withGradient(
    [x],
    () => ({ value: pooled(x), saved: [x] }),
    (dy, [input]) => {
      const numbers = tf.tensor1d([...window, ...strides]);
      return [runFused('PalimpsestMaxPoolGrad', { x: input as tf.Tensor, dy, numbers })];
    },
  );
}
