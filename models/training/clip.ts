import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from '../interpreters/fused-kernels.ts';

/** Common Euclidean norm of all tensors. */
export function globalNorm(tensors: Iterable<tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    const sums = [...tensors].map((tensor) => tf.reshape(sumOfSquares(tensor), [1]));
    return tf.sqrt<tf.Scalar>(tf.sum(tf.concat(sums, 0)));
  });
}

function sumOfSquares(x: tf.Tensor): tf.Tensor {
  if (!hasFusedKernel('PalimpsestSumOfSquares')) return tf.sum(tf.square(x));
  return runFused('PalimpsestSumOfSquares', { x });
}

/** What gradients of that norm are multiplied with so that it is at most `limit`, as torch's clip_grad_norm_ does. */
export const clipFactor = (norm: number, limit: number): number => Math.min(1, limit / (norm + 1e-6));
