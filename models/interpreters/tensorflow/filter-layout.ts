import * as tf from '@tensorflow/tfjs';

/**
 * Filters are published as (out, in, height, width) and computed with as (height, width, in, out). While a network learns
 * its variables stay in the second layout, because moving axes costs as much as a convolution; these two convert at the
 * edges. Parameters of other ranks have one layout.
 */
export function toVariableLayout(published: tf.Tensor): tf.Tensor {
  return published.rank === 4 ? tf.transpose(published, [2, 3, 1, 0]) : published;
}

/** The opposite of `toVariableLayout`. */
export function toPublishedLayout(variable: tf.Tensor): tf.Tensor {
  return variable.rank === 4 ? tf.transpose(variable, [3, 2, 0, 1]) : variable;
}
