import * as tf from '@tensorflow/tfjs';
import { runFusedKernel } from './fused-kernels.ts';
import { affine, asRows } from './affine.ts';
import { withGradient } from './gradient.ts';

/** Both directions of a recurrence side by side; h hidden units, 3 gates in a GRU and 4 in an LSTM. */
export interface StackedWeights {
  /** (in, 2·gates·h). */
  inputKernel: tf.Tensor2D;
  /** (2·gates·h). */
  inputBias: tf.Tensor1D;
  /** (2, h, gates·h). */
  recurrentKernel: tf.Tensor3D;
  /** (2, gates·h). The LSTM has none: its input biases hold the sum of both. */
  recurrentBias?: tf.Tensor2D;
}

/** (outer, steps, inner): axes of x but for the last, of which `steps` is time and the others tell sequences apart. */
export type SequenceAxes = readonly [outer: number, steps: number, inner: number];

/** x (…, in) with its axes read as `axes` → (…, 2·h). With a recurrent bias a GRU, without one an LSTM. */
export function runFusedBidirectional(x: tf.Tensor, axes: SequenceAxes, weights: StackedWeights): tf.Tensor {
  const { inputKernel, inputBias, recurrentKernel, recurrentBias } = weights;
  const projected = affine(asRows(x), inputKernel, inputBias);
  const inputs = tf.reshape<tf.Rank.R4>(projected, [...axes, inputKernel.shape[1]]);
  const states = recurrentBias ? gru(inputs, recurrentKernel, recurrentBias) : lstm(inputs, recurrentKernel);
  return tf.reshape(states, [...x.shape.slice(0, -1), 2 * recurrentKernel.shape[1]]);
}

function gru(inputs: tf.Tensor4D, kernel: tf.Tensor3D, bias: tf.Tensor2D): tf.Tensor {
  return withGradient(
    [inputs, kernel, bias],
    () => {
      const [states] = runFusedKernel('PalimpsestGru', { inputs, kernel, bias }) as [tf.Tensor];
      return { value: states, saved: [inputs, kernel, bias, states] };
    },
    (dy, saved) => {
      const [x, weights, shift, states] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return runFusedKernel('PalimpsestGruGrad', { dy, inputs: x, kernel: weights, bias: shift, states });
    },
  );
}

function lstm(inputs: tf.Tensor4D, kernel: tf.Tensor3D): tf.Tensor {
  return withGradient(
    [inputs, kernel],
    () => {
      const outputs = runFusedKernel('PalimpsestLstm', { inputs, kernel });
      const [states, cells, gates] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { value: states, saved: [kernel, states, cells, gates] };
    },
    (dy, saved) => {
      const [weights, states, cells, gates] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return runFusedKernel('PalimpsestLstmGrad', { dy, kernel: weights, states, cells, gates });
    },
  );
}
