import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from './fused-kernels.ts';
import { windows } from '../image-ops.ts';
import type { PoolLayer } from '../ops.ts';
import { withGradient } from './gradient.ts';
import { alongBoth } from './resize.ts';

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

/** Means of windows padded with zeros that count, as two products with matrices: differentiable on every backend. */
export function averagePool(x: tf.Tensor4D, { kernel, stride, padding }: PoolLayer): tf.Tensor4D {
  const shares = (axis: 0 | 1): tf.Tensor2D => {
    const from = x.shape[axis + 1] as number;
    const to = windows(from, kernel[axis], stride[axis], padding[axis]);
    const matrix = new Float32Array(from * to);
    for (let j = 0; j < to; j++) {
      const start = j * stride[axis] - padding[axis];
      for (let i = Math.max(0, start); i < Math.min(from, start + kernel[axis]); i++)
        matrix[i * to + j] = 1 / kernel[axis];
    }
    return tf.tensor2d(matrix, [from, to]);
  };
  return alongBoth(x, shares(0), shares(1));
}
