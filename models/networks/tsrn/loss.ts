import * as tf from '@tensorflow/tfjs';
import { againstTarget, LOSS_SCALE } from '../target-loss.ts';

/** Published weight beside the squared error. */
const GRADIENT_PROFILE_WEIGHT = 1e-4;

export interface TsrnLoss {
  /** 100 · (mse + 10⁻⁴ · gradientProfile). */
  loss: tf.Scalar;
  mse: tf.Scalar;
  gradientProfile: tf.Scalar;
}

/**
 * The published training loss of TSRN (the paper's “gradient profile loss”): mean squared error over all planes, and the mean absolute difference
 * of gradient magnitudes over R, G and B.
 *
 * @param output (N, H, W, planes), the network's output, any range.
 * @param target The same shape, 0..1.
 */
export function tsrnLoss(output: tf.Tensor4D, target: tf.Tensor4D): TsrnLoss {
  const mse = tf.mean<tf.Scalar>(tf.square(tf.sub(output, target)));
  const difference = tf.sub(gradientMagnitude(output), gradientMagnitude(target));
  // Not tf.abs, whose gradient is −1 where the difference is 0.
  const gradientProfile = tf.mean<tf.Scalar>(tf.mul(difference, tf.sign(difference)));
  const loss = tf.mul<tf.Scalar>(tf.add(mse, tf.mul(gradientProfile, GRADIENT_PROFILE_WEIGHT)), LOSS_SCALE);
  return { loss, mse, gradientProfile };
}

export const publishedLossOf = againstTarget((output, target) => ({ ...tsrnLoss(output, target) }));

/** √(dx² + dy² + 10⁻⁶) with central differences, zero outside the image. (N, H, W, ≥ 3) → (N, H, W, 3). */
function gradientMagnitude(image: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width] = image.shape;
  const rgb = tf.slice(image, [0, 0, 0, 0], [batch, height, width, 3]);
  const bordered = tf.pad(rgb, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const shifted = (row: number, column: number): tf.Tensor4D =>
    tf.slice(bordered, [0, row, column, 0], [batch, height, width, 3]);
  const dx = tf.mul(tf.sub(shifted(1, 2), shifted(1, 0)), 0.5);
  const dy = tf.mul(tf.sub(shifted(0, 1), shifted(2, 1)), 0.5);
  return tf.sqrt(tf.add(tf.add(tf.square(dx), tf.square(dy)), 1e-6));
}
