import * as tf from '@tensorflow/tfjs';

/**
 * Bilinear resize of (N, H, W, C) with aligned corners, as two products with interpolation matrices: exact and
 * differentiable on every backend.
 */
export function resizeAligned(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [batch, fromHeight, fromWidth, channels] = x.shape;
  const tall = alongMiddle(tf.reshape(x, [batch, fromHeight, fromWidth * channels]), height);
  const wide = alongMiddle(tf.reshape(tall, [batch * height, fromWidth, channels]), width);
  return tf.reshape(wide, [batch, height, width, channels]);
}

/** (A, from, B) → (A, to, B). */
function alongMiddle(x: tf.Tensor3D, to: number): tf.Tensor3D {
  const [a, from, b] = x.shape;
  if (from === to) return x;
  const columns = tf.reshape(tf.transpose(x, [0, 2, 1]), [a * b, from]);
  const resized = tf.matMul(columns, interpolation(from, to));
  return tf.transpose(tf.reshape(resized, [a, b, to]), [0, 2, 1]);
}

/** (from, to): column j holds the shares of the two samples that the j-th output lies between. */
function interpolation(from: number, to: number): tf.Tensor2D {
  const shares = new Float32Array(from * to);
  for (let j = 0; j < to; j++) {
    const position = to === 1 ? 0 : (j * (from - 1)) / (to - 1);
    const first = Math.min(Math.floor(position), Math.max(0, from - 2));
    const beyond = position - first;
    shares[first * to + j] = 1 - beyond;
    if (beyond > 0) shares[(first + 1) * to + j] = beyond;
  }
  return tf.tensor2d(shares, [from, to]);
}
