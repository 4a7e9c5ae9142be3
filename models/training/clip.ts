import * as tf from '@tensorflow/tfjs';

/**
 * Scales all gradients by one factor so that their common Euclidean norm is at most `limit` (as torch's
 * clip_grad_norm_). Returns new tensors, and the norm before.
 */
export function clipGlobalNorm(
  gradients: ReadonlyMap<string, tf.Tensor>,
  limit: number,
): { clipped: Map<string, tf.Tensor>; norm: tf.Scalar } {
  const norm = globalNorm([...gradients.values()]);
  const factor = tf.tidy(() => tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1));
  const clipped = new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
  factor.dispose();
  return { clipped, norm };
}

function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    const squares = tensors.map((tensor) => tf.reshape(tf.sum(tf.square(tensor)), [1]));
    return tf.sqrt<tf.Scalar>(tf.sum(tf.concat(squares, 0)));
  });
}
