import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from '../interpreters/tensorflow/fused-kernels.ts';

/** Common Euclidean norm of all tensors. */
export function globalNorm(tensors: Iterable<tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    return tf.sqrt<tf.Scalar>(tf.sum(tf.concat([...tensors].map(sumOfSquares), 0)));
  });
}

/** As a tensor (1). */
function sumOfSquares(x: tf.Tensor): tf.Tensor {
  if (!hasFusedKernel('PalimpsestSumOfSquares')) return tf.reshape(tf.sum(tf.square(x)), [1]);
  return runFused('PalimpsestSumOfSquares', { x });
}

/** What gradients of that norm are multiplied with so that it is at most `limit`, as torch's clip_grad_norm_ does. */
export const clipFactor = (norm: number, limit: number): number => Math.min(1, limit / (norm + 1e-6));
