import * as tf from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';

/**
 * Rows of a weight (count, width) by whole numbers (…) in float32 → (…, width). The gradient is a product with one-hot rows,
 * because not every backend has the operation of the library's gradient.
 */
export function embeddedRows(ids: tf.Tensor, weight: tf.Tensor2D): tf.Tensor {
  const [count, width] = weight.shape;
  const rowsOf = (numbers: tf.Tensor): tf.Tensor1D => tf.cast(tf.reshape(numbers, [numbers.size]), 'int32');
  return withGradient(
    [ids, weight],
    () => ({
      value: tf.reshape(tf.gather(weight, rowsOf(ids)), [...ids.shape, width]),
      saved: [ids],
    }),
    (dy, [chosen]) => {
      const numbers = chosen as tf.Tensor;
      // Not tf.oneHot, whose float32 is wrong on the wasm backend.
      const column = tf.reshape(numbers, [numbers.size, 1]);
      const picks = tf.cast<tf.Tensor2D>(tf.equal(column, tf.range(0, count)), 'float32');
      const dWeight = tf.matMul(tf.transpose(picks), tf.reshape<tf.Rank.R2>(dy, [numbers.size, width]));
      return [tf.zerosLike(numbers), dWeight];
    },
  );
}
