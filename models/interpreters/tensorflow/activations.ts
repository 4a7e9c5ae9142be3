import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFused } from './fused-kernels.ts';
import { withGradient } from './gradient.ts';

/** Above this, mish(x) equals x in float32, and e^2x would soon overflow. */
const LINEAR_ABOVE = 20;

/**
 * x · tanh(ln(1 + eˣ)), written as x · m / (m + 2) with m = eˣ(eˣ + 2): no logarithm, nothing cancels for negative x,
 * nothing overflows.
 */
export function mish(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => {
      const fused = hasFusedKernel('PalimpsestMish');
      const value = fused ? runFused('PalimpsestMish', { x }) : tf.mul(x, gateOf(x).gate);
      return { value, saved: [x] };
    },
    (dy, [input]) => {
      if (!input) throw new RangeError('mish saved no input');
      if (hasFusedKernel('PalimpsestMishGrad')) return [runFused('PalimpsestMishGrad', { dy, x: input })];
      const { gate, power, sum } = gateOf(input);
      // d gate / dx = 4 eˣ (1 + eˣ) / (m + 2)²
      const slope = tf.div(tf.mul(tf.mul(power, tf.add(power, 1)), 4), tf.square(sum));
      return [tf.mul(dy, tf.add(gate, tf.mul(input, slope)))];
    },
  );
}

function gateOf(x: tf.Tensor) {
  const power = tf.exp(tf.minimum(x, LINEAR_ABOVE));
  const m = tf.mul(power, tf.add(power, 2));
  const sum = tf.add(m, 2);
  return { gate: tf.div(m, sum), power, sum };
}

/** max(x, 0). Its own gradient, because the library's takes seven operations. */
export function relu(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => {
      const value = tf.relu(x);
      return { value, saved: [value] };
    },
    (dy, [y]) => {
      if (!y) throw new RangeError('relu saved no output');
      if (hasFusedKernel('PalimpsestReluGrad')) return [runFused('PalimpsestReluGrad', { dy, y })];
      return [tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'))];
    },
  );
}

/** max(x, 0) + slope · min(x, 0), slope (1). */
export function prelu(x: tf.Tensor, slope: tf.Tensor): tf.Tensor {
  return tf.add(relu(x), tf.mul(tf.minimum(x, 0), slope));
}
