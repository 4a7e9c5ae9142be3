import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from './fused-kernels.ts';
import { withGradient } from './gradient.ts';

/**
 * x · kernel + bias for x (rows, in), kernel (in, out) and, where there is one, bias (out). Its own gradient, because the library's asks for
 * products of transposed operands, which the wasm backend computes four times slower than transposing first.
 */
export function affine(x: tf.Tensor2D, kernel: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor2D {
  return withGradient(
    bias ? [x, kernel, bias] : [x, kernel],
    () => {
      const product: tf.Tensor2D = tf.matMul(x, kernel);
      return { value: bias ? tf.add<tf.Tensor2D>(product, bias) : product, saved: [x, kernel] };
    },
    (dy, saved) => {
      const [input, weights] = saved as [tf.Tensor2D, tf.Tensor2D];
      const products =
        tf.getBackend() === 'wasm'
          ? [tf.matMul(dy, tf.transpose(weights)), tf.matMul(tf.transpose(input), dy)]
          : [tf.matMul(dy, weights, false, true), tf.matMul(input, dy, true)];
      return bias ? [...products, columnSums(dy)] : products;
    },
  );
}

/** Sums over the rows of (rows, C), in two stages of about √rows terms: float32 loses digits with every term of a long sum. */
export function columnSums(x: tf.Tensor2D): tf.Tensor1D {
  if (hasFusedKernel('PalimpsestColumnSums')) return runFused('PalimpsestColumnSums', { x }) as tf.Tensor1D;
  const [rows, columns] = x.shape;
  const parts = divisorUpToRoot(rows);
  return tf.sum(tf.sum(tf.reshape(x, [rows / parts, parts, columns]), 0), 0);
}

function divisorUpToRoot(n: number): number {
  let divisor = Math.max(1, Math.floor(Math.sqrt(n)));
  while (n % divisor !== 0) divisor -= 1;
  return divisor;
}

/** (…, C) → (rows, C). */
export function asRows(x: tf.Tensor): tf.Tensor2D {
  const columns = x.shape[x.rank - 1] as number;
  return tf.reshape(x, [x.size / columns, columns]);
}

/** Applies an operation on rows (M, in) → (M, out) to the last axis of x (…, in). */
export function overRows(x: tf.Tensor, out: number, operation: (rows: tf.Tensor2D) => tf.Tensor2D): tf.Tensor {
  return tf.reshape(operation(asRows(x)), [...x.shape.slice(0, -1), out]);
}
