import * as tf from '@tensorflow/tfjs';
import { ctcLoss, type CtcLoss } from './ctc-loss.ts';
import { withGradient } from '../interpreters/tensorflow/gradient.ts';
import type { LossOf } from '../networks/network.ts';

/** Classes of each image's label, 1 … C−1; the blank, 0, is not written. */
export type CtcLabels = readonly (readonly number[])[];

/** The loss of a network that gives logits (T, N, classes): CTC, averaged over the batch. */
export const ctcLossOf: LossOf = async ({ labels = [] }, { ahead }) => {
  // webgpu cannot hand over values in the middle of a pass, so there the forward pass runs once more, ahead.
  const early = tf.getBackend() === 'webgpu' ? await ahead() : undefined;
  const known = early && evaluateCtc(early.data, early.shape, labels);
  return {
    of: (logits) => ({ loss: meanCtcLoss(logits as tf.Tensor3D, labels, known) }),
    dispose: () => undefined,
  };
};

/**
 * Mean CTC loss over the batch, on the tape. Logits (T, N, C); labels that cannot fit cost nothing and teach nothing.
 *
 * The dynamic programme runs on the processor, so the logits are read synchronously, unless `known` holds its result for
 * the same logits (see `evaluateCtc`); the webgpu backend cannot read synchronously and needs it.
 */
export function meanCtcLoss(logits: tf.Tensor3D, labels: CtcLabels, known?: CtcLoss): tf.Scalar {
  const { shape } = logits;
  return withGradient(
    [logits],
    () => {
      const { losses, gradient } = known ?? evaluateCtc(logits.dataSync() as Float32Array, shape, labels);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / labels.length;
      return { value: tf.scalar(mean), saved: [tf.div(tf.tensor3d(gradient, shape), labels.length)] };
    },
    (dy, [gradient]) => [tf.mul(gradient as tf.Tensor, dy)],
  );
}

/** CTC of logits (T, N, C) in memory. Throws `bad-argument` for labels that do not fit the classes or the batch. */
export function evaluateCtc(logits: Float32Array, shape: readonly number[], labels: CtcLabels): CtcLoss {
  const [frames, batch, classes] = shape as [number, number, number];
  return ctcLoss(logits, frames, batch, classes, labels, { zeroInfinity: true });
}
