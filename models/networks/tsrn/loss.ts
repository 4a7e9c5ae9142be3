import * as tf from '@tensorflow/tfjs';
import { Problem } from '../../base/problem.ts';
import { toInternal } from '../../interpreters/tensorflow/tensorflow-ops.ts';
import type { LossOf } from '../network.ts';

/** Published weights of the two parts; the sum is multiplied by `LOSS_SCALE` before differentiation. */
const GRADIENT_PROFILE_WEIGHT = 1e-4;
export const LOSS_SCALE = 100;

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

type Parts = Readonly<Record<string, tf.Scalar>> & { loss: tf.Scalar };

/** A loss that compares the output (N, H, W, planes) with the targets of a batch, and may look at its input. */
export const againstTarget =
  (lossOf: (output: tf.Tensor4D, target: tf.Tensor4D, input: tf.Tensor4D) => Parts): LossOf =>
  (batch, { x }) => {
    if (!batch.target) throw new RangeError('a batch of TSRN needs targets');
    const target = toInternal(batch.target) as tf.Tensor4D;
    return Promise.resolve({
      of(output) {
        expectTarget(output.shape, target.shape);
        const { loss, ...parts } = lossOf(output as tf.Tensor4D, target, x);
        return { loss, parts };
      },
      dispose: () => target.dispose(),
    });
  };

export const publishedLossOf = againstTarget((output, target) => ({ ...tsrnLoss(output, target) }));

function expectTarget(output: readonly number[], target: readonly number[]) {
  if (output.join() === target.join()) return;
  const published = ([n, h, w, c]: readonly number[]): string => [n, c, h, w].join(', ');
  throw new Problem('target-misshapen', { target: published(target), output: published(output) });
}

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
