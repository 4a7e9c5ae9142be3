import * as tf from '@tensorflow/tfjs';
import { againstTarget, LOSS_SCALE } from '../target-loss.ts';

const CHARBONNIER_EPSILON = 1e-6;

const scaled = (loss: tf.Tensor): { loss: tf.Scalar } => ({ loss: tf.mul<tf.Scalar>(loss, LOSS_SCALE) });

/** 100 · mean squared error. */
export const squaredLossOf = againstTarget((output, target) => scaled(tf.mean(tf.square(tf.sub(output, target)))));

/** 100 · mean absolute error. */
export const absoluteLossOf = againstTarget((output, target) => {
  const difference = tf.sub(output, target);
  // Not tf.abs, whose gradient is −1 where the difference is 0.
  return scaled(tf.mean(tf.mul(difference, tf.sign(difference))));
});

/** 100 · Σ √(difference² + 10⁻⁶). */
export const charbonnierLossOf = againstTarget((output, target) =>
  scaled(tf.sum(tf.sqrt(tf.add(tf.square(tf.sub(output, target)), CHARBONNIER_EPSILON)))),
);
