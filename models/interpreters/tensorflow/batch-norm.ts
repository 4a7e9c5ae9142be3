import * as tf from '@tensorflow/tfjs';
import { hasFusedKernel, runFusedKernel } from './fused-kernels.ts';
import { asRows, columnSums } from './affine.ts';
import { withGradient } from './gradient.ts';

/** As in the published networks. */
export const BATCH_NORM_EPSILON = 1e-5;

/** Of each channel over one batch. */
export interface BatchStatistics {
  mean: tf.Tensor1D;
  /** Biased: the mean of squared deviations. */
  variance: tf.Tensor1D;
  /** Values of each channel. */
  count: number;
}

/**
 * Batch normalisation with the statistics of the batch itself, over the last axis of x (…, C); scale and shift (C).
 * `observe` is called with the statistics, which are freed afterwards.
 */
export function batchNormOfBatch(
  x: tf.Tensor,
  scale: tf.Tensor,
  shift: tf.Tensor,
  observe: (statistics: BatchStatistics) => void,
): tf.Tensor {
  return hasFusedKernel('PalimpsestBatchNorm')
    ? fusedBatchNorm(x, scale, shift, observe)
    : composedBatchNorm(x, scale, shift, observe);
}

type Normalisation = typeof batchNormOfBatch;

const fusedBatchNorm: Normalisation = (x, scale, shift, observe) =>
  withGradient(
    [x, scale, shift],
    () => {
      const outputs = runFusedKernel('PalimpsestBatchNorm', { x, scale, shift });
      const [value, mean, variance] = outputs as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
      observe({ mean, variance, count: x.size / mean.size });
      return { value, saved: [x, scale, mean, variance] };
    },
    (dy, saved) => {
      const [input, weight, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return runFusedKernel('PalimpsestBatchNormGrad', { dy, x: input, scale: weight, mean, variance });
    },
  );

const composedBatchNorm: Normalisation = (x, scale, shift, observe) =>
  withGradient(
    [x, scale, shift],
    () => {
      const rows = asRows(x);
      const count = rows.shape[0];
      const mean = tf.div<tf.Tensor1D>(columnSums(rows), count);
      const centred = tf.sub(rows, mean);
      const variance = tf.div<tf.Tensor1D>(columnSums(tf.square(centred) as tf.Tensor2D), count);
      observe({ mean, variance, count });
      const inverse = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
      const normalised = tf.mul(centred, inverse);
      const value = tf.reshape(tf.add(tf.mul(normalised, scale), shift), x.shape);
      return { value, saved: [normalised, inverse, scale] };
    },
    (dy, saved) => {
      const [normalised, inverse, weight] = saved as [tf.Tensor2D, tf.Tensor, tf.Tensor];
      const dRows = asRows(dy);
      const count = dRows.shape[0];
      const dShift = columnSums(dRows);
      const dScale = columnSums(tf.mul(dRows, normalised));
      const common = tf.add(tf.mul(normalised, tf.div(dScale, count)), tf.div(dShift, count));
      const dx = tf.mul(tf.sub(dRows, common), tf.mul(inverse, weight));
      return [tf.reshape(dx, dy.shape), dScale, dShift];
    },
  );
