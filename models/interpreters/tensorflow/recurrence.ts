import * as tf from '@tensorflow/tfjs';
import { affine } from './affine.ts';
import { gruRecurrence } from './gru.ts';
import { lstmRecurrence } from './lstm.ts';
import { reverseTime } from './steps.ts';

/** One direction as published, transposed for products with rows: kernels (in, gates·h), (h, gates·h), biases (gates·h). */
export interface DirectionWeights {
  inputKernel: tf.Tensor2D;
  inputBias: tf.Tensor1D;
}

/**
 * Both directions as one recurrence of twice the width, D = 2h: the reverse direction reads its inputs backwards, gate
 * for gate beside the forward one, and the recurrent kernel is block-diagonal. Half of its products are with zeros, but
 * a step costs half as many operations, and those, not the arithmetic, decide the time.
 */
export interface BidirectionalWeights {
  forward: DirectionWeights;
  reverse: DirectionWeights;
  /** (D, gates·D). */
  recurrentKernel: tf.Tensor2D;
  /** (gates·D). The LSTM has none: its input biases hold the sum of both. */
  recurrentBias?: tf.Tensor1D;
}

/** (T, B, in) → (T, B, 2·hidden), forward states first. With a recurrent bias a GRU, without one an LSTM. */
export function runBidirectional(x: tf.Tensor3D, weights: BidirectionalWeights): tf.Tensor3D {
  const [steps, batch, channels] = x.shape;
  const rows = tf.reshape<tf.Rank.R2>(x, [steps * batch, channels]);
  const { forward, reverse, recurrentKernel, recurrentBias } = weights;
  const ahead = affine(rows, forward.inputKernel, forward.inputBias);
  const back = affine(rows, reverse.inputKernel, reverse.inputBias);
  const width = recurrentKernel.shape[0];
  const inputs = besideByGate(ahead, reverseTime(back, steps), (2 * ahead.shape[1]) / width);
  const states = recurrentBias
    ? gruRecurrence(inputs, recurrentKernel, recurrentBias, steps)
    : lstmRecurrence(inputs, recurrentKernel, steps);
  const [onward, backward] = tf.split(states, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return tf.reshape(tf.concat([onward, reverseTime(backward, steps)], 1), [steps, batch, width]);
}

/** One direction with its recurrent kernel (h, gates·h) and, in a GRU, recurrent bias (gates·h). */
export interface OneWayWeights extends DirectionWeights {
  recurrentKernel: tf.Tensor2D;
  recurrentBias?: tf.Tensor1D;
}

/** (T, B, in) → (T, B, hidden). With a recurrent bias a GRU, without one an LSTM. */
export function runOneWay(x: tf.Tensor3D, weights: OneWayWeights): tf.Tensor3D {
  const [steps, batch, channels] = x.shape;
  const { inputKernel, inputBias, recurrentKernel, recurrentBias } = weights;
  const inputs = affine(tf.reshape<tf.Rank.R2>(x, [steps * batch, channels]), inputKernel, inputBias);
  const states = recurrentBias
    ? gruRecurrence(inputs, recurrentKernel, recurrentBias, steps)
    : lstmRecurrence(inputs, recurrentKernel, steps);
  return tf.reshape(states, [steps, batch, recurrentKernel.shape[0]]);
}

/** Recurrent kernels (h, gates·h) of the two directions as one block-diagonal kernel (2h, gates·2h). */
export function blockDiagonal(forward: tf.Tensor2D, reverse: tf.Tensor2D, gates: number): tf.Tensor2D {
  const none = tf.zerosLike(forward);
  return tf.concat([besideByGate(forward, none, gates), besideByGate(none, reverse, gates)], 0);
}

/** Columns of two (rows, gates·h) matrices, gate for gate side by side: (rows, gates·2h). */
export function besideByGate(forward: tf.Tensor2D, reverse: tf.Tensor2D, gates: number): tf.Tensor2D {
  const [rows, columns] = forward.shape;
  const gateRows = (x: tf.Tensor2D): tf.Tensor2D => tf.reshape(x, [rows * gates, columns / gates]);
  return tf.reshape(tf.concat([gateRows(forward), gateRows(reverse)], 1), [rows, 2 * columns]);
}
