import * as tf from '@tensorflow/tfjs';

/**
 * Bilinear resize of (N, H, W, C) with aligned corners, as two products with interpolation matrices: exact and
 * differentiable on every backend.
 */
export function resizeAligned(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [, fromHeight, fromWidth] = x.shape;
  return alongBoth(
    x,
    height === fromHeight ? undefined : interpolation(fromHeight, height),
    width === fromWidth ? undefined : interpolation(fromWidth, width),
  );
}

/** (N, H, W, C) with its rows mixed by one matrix (H, H') and its columns by another (W, W'), where they are given. */
export function alongBoth(x: tf.Tensor4D, down: tf.Tensor2D | undefined, across: tf.Tensor2D | undefined): tf.Tensor4D {
  const [batch, fromHeight, width, channels] = x.shape;
  const tall = alongMiddle(tf.reshape(x, [batch, fromHeight, width * channels]), down);
  const height = tall.shape[1];
  const wide = alongMiddle(tf.reshape(tall, [batch * height, width, channels]), across);
  return tf.reshape(wide, [batch, height, wide.shape[1], channels]);
}

/** (A, from, B) → (A, to, B). */
function alongMiddle(x: tf.Tensor3D, mixing: tf.Tensor2D | undefined): tf.Tensor3D {
  if (!mixing) return x;
  const [a, from, b] = x.shape;
  const columns = tf.reshape(tf.transpose(x, [0, 2, 1]), [a * b, from]);
  const mixed = tf.matMul(columns, mixing);
  return tf.transpose(tf.reshape(mixed, [a, b, mixing.shape[1]]), [0, 2, 1]);
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
