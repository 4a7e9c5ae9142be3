import * as tf from '@tensorflow/tfjs';
import { againstTarget, LOSS_SCALE } from '../target-loss.ts';
import { tsrnLoss } from './loss.ts';

/** Weights beside the squared error, which alone decides what is right; the others say what must not be lost on the way. */
const GRADIENT_PROFILE_WEIGHT = 0.02;
const CONSISTENCY_WEIGHT = 0.2;
const IDENTITY_WEIGHT = 0.2;

/** RMS difference of an input and its shrunk target, of values in 0..1, up to which an input counts as clean. */
const CLEAN = 0.01;

/** LR pixels over which means are compared: wide enough that neither blur nor noise of the input is asked for. */
const COARSE = 2;

export interface FaithfulLoss {
  /** 100 · (mse + 0.02 · gradientProfile + 0.2 · consistency + 0.2 · identity). */
  loss: tf.Scalar;
  mse: tf.Scalar;
  gradientProfile: tf.Scalar;
  consistency: tf.Scalar;
  identity: tf.Scalar;
}

/**
 * Our training loss of TSRN, with no reader in it: the published parts (`tsrnLoss`, Wang et al. 2020, its gradient profile
 * at 200 times the published weight), and what a restoration owes to its input.
 *
 * `consistency`: shrunk to half of LR's size, the restoration has the light of the input, up to one shift for each image and
 * channel, since the two photographs may be exposed otherwise (back-projection, Irani and Peleg 1991, at a size where blur
 * and noise of the input no longer count). `identity`: where the shrunk target differs from the input by little, so that
 * nothing was lost, the restoration shrunk to LR's size is the input; images count by exp(−d² ÷ 0.01²), d being that RMS
 * difference. Mask planes have part in the squared error alone.
 *
 * @param output (N, scale·H, scale·W, planes), the network's output, any range.
 * @param target The same shape, 0..1.
 * @param input (N, H, W, planes), 0..1.
 */
export function faithfulLoss(output: tf.Tensor4D, target: tf.Tensor4D, input: tf.Tensor4D): FaithfulLoss {
  const scale = output.shape[1] / input.shape[1];
  const { mse, gradientProfile } = tsrnLoss(output, target);
  const [lr, sr, hr] = [colours(input), shrunk(colours(output), scale), shrunk(colours(target), scale)];
  const consistency = meanSquare(withoutMean(tf.sub(shrunk(sr, COARSE), shrunk(lr, COARSE))));
  const lost = perImage(tf.sub(hr, lr));
  const clean = tf.exp(tf.mul(lost, -1 / CLEAN ** 2));
  const identity = tf.mean<tf.Scalar>(tf.mul(perImage(tf.sub(sr, lr)), clean));
  const sum = tf.addN([
    mse,
    tf.mul(gradientProfile, GRADIENT_PROFILE_WEIGHT),
    tf.mul(consistency, CONSISTENCY_WEIGHT),
    tf.mul(identity, IDENTITY_WEIGHT),
  ]);
  return { loss: tf.mul<tf.Scalar>(sum, LOSS_SCALE), mse, gradientProfile, consistency, identity };
}

export const faithfulLossOf = againstTarget((output, target, input) => ({ ...faithfulLoss(output, target, input) }));

const colours = (image: tf.Tensor4D): tf.Tensor4D => {
  const [batch, height, width] = image.shape;
  return tf.slice(image, [0, 0, 0, 0], [batch, height, width, 3]);
};

/**
 * Means of whole cells of `cell` × `cell` pixels, (N, H, W, 3) → (N, ⌊H ÷ cell⌋, ⌊W ÷ cell⌋, 3). By sums over the middle of
 * three axes, which every engine has with its gradient. An image of fewer rows or columns than a cell stays as it is there.
 */
function shrunk(image: tf.Tensor4D, cell: number): tf.Tensor4D {
  const [batch, height, width, planes] = image.shape;
  const [down, across] = [Math.min(cell, height), Math.min(cell, width)];
  const [rows, columns] = [Math.floor(height / down), Math.floor(width / across)];
  const whole = tf.slice(image, [0, 0, 0, 0], [batch, rows * down, columns * across, planes]);
  const ofRows = tf.mean(tf.reshape(whole, [batch * rows, down, columns * across * planes]), 1);
  const ofCells = tf.mean(tf.reshape(ofRows, [batch * rows * columns, across, planes]), 1);
  return tf.reshape(ofCells, [batch, rows, columns, planes]);
}

/** Every image and channel with mean 0. */
function withoutMean(image: tf.Tensor4D): tf.Tensor {
  const [batch, height, width, planes] = image.shape;
  const flat = tf.reshape(image, [batch, height * width, planes]);
  return tf.sub(flat, tf.mean(flat, 1, true));
}

const meanSquare = (values: tf.Tensor): tf.Scalar => tf.mean<tf.Scalar>(tf.square(values));

/** Mean squares of each image: (N). */
const perImage = (values: tf.Tensor): tf.Tensor1D =>
  tf.mean<tf.Tensor1D>(tf.square(tf.reshape(values, [values.shape[0], -1])), 1);
