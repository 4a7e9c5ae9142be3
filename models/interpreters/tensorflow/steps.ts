import * as tf from '@tensorflow/tfjs';

/** The rows of each time step of x (T·B, …), cut out in one operation. */
export function eachStep(x: tf.Tensor2D, steps: number): (t: number) => tf.Tensor2D {
  const parts = tf.split(x, steps, 0);
  return (t) => parts[t] as tf.Tensor2D;
}

/** The state before each step: zero, then all states but the last. (T·B, D) → (T·B, D). */
export function previousStates(states: tf.Tensor2D, steps: number): tf.Tensor2D {
  const [rows, width] = states.shape;
  const batch = rows / steps;
  return tf.concat([tf.zeros<tf.Rank.R2>([batch, width]), tf.slice(states, [0, 0], [rows - batch, width])], 0);
}

/** x (T·B, D) with its time steps in reverse order. Copies whole steps, unlike `tf.reverse`, which goes value by value. */
export function reverseTime(x: tf.Tensor2D, steps: number): tf.Tensor2D {
  // Not reversed in place: the tape keeps the array.
  return tf.concat(tf.split(x, steps, 0).toReversed(), 0) as tf.Tensor2D;
}
