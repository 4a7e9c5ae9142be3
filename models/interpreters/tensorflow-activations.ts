import * as tf from '@tensorflow/tfjs';
import { withGradient } from './tensorflow-gradient.ts';

/** Above this, mish(x) equals x in float32, and e^2x would soon overflow. */
const LINEAR_ABOVE = 20;

/**
 * x · tanh(ln(1 + eˣ)), written as x · m / (m + 2) with m = eˣ(eˣ + 2): no logarithm, nothing cancels for negative x,
 * nothing overflows.
 */
export function mish(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    () => ({ value: tf.mul(x, gateOf(x).gate), saved: [x] }),
    (dy, [input]) => {
      if (!input) throw new RangeError('mish saved no input');
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

/** max(x, 0) + slope · min(x, 0), slope (1). */
export function prelu(x: tf.Tensor, slope: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(x), tf.mul(tf.minimum(x, 0), slope));
}
