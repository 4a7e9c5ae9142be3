import * as tf from '@tensorflow/tfjs';
import type { LstmState, RecurrentLayer, RecurrentOps, SequenceLayer } from '../ops.ts';
import { affine } from './affine.ts';
import { hasFusedKernel } from './fused-kernels.ts';
import { runFusedBidirectional, type StackedWeights } from './fused-recurrence.ts';
import { TensorFlowGeneralOps, type ParameterLookup } from './general-ops.ts';
import { besideByGate, blockDiagonal, runBidirectional, runOneWay, type BidirectionalWeights } from './recurrence.ts';

const GRU_GATES = 3;
const LSTM_GATES = 4;

/** Recurrent layers on TensorFlow.js tensors. */
export abstract class TensorFlowRecurrentOps extends TensorFlowGeneralOps implements RecurrentOps<tf.Tensor> {
  bidirectionalGru(x: tf.Tensor, layer: RecurrentLayer & { along: 'height' | 'width' }): tf.Tensor {
    const [batch, height, width, channels] = (x as tf.Tensor4D).shape;
    const vertical = layer.along === 'height';
    if (hasFusedKernel('PalimpsestGru')) {
      const axes = vertical ? ([batch, height, width] as const) : ([batch * height, width, 1] as const);
      return runFusedBidirectional(x, axes, this.stackedWeights(layer.name, 3));
    }
    const weights = this.recurrentWeights(layer.name, 3);
    // (steps, N, other axis, C); every column or row is one sequence of the batch.
    const steps = tf.transpose(x, vertical ? [1, 0, 2, 3] : [2, 0, 1, 3]);
    const sequence = tf.reshape(
      steps,
      vertical ? [height, batch * width, channels] : [width, batch * height, channels],
    );
    const states = runBidirectional(sequence as tf.Tensor3D, weights);
    const map = tf.reshape(states, [...steps.shape.slice(0, 3), 2 * layer.hidden]);
    return tf.transpose(map, vertical ? [1, 0, 2, 3] : [1, 2, 0, 3]);
  }

  bidirectionalLstm(x: tf.Tensor, layer: RecurrentLayer): tf.Tensor {
    return this.lstm(x, { ...layer, bidirectional: true });
  }

  gru(x: tf.Tensor, layer: SequenceLayer): tf.Tensor {
    return this.sequence(x, layer, GRU_GATES);
  }

  lstm(x: tf.Tensor, layer: SequenceLayer): tf.Tensor {
    return this.sequence(x, layer, LSTM_GATES);
  }

  gruCell(x: tf.Tensor, state: tf.Tensor, { name }: RecurrentLayer): tf.Tensor {
    const [inputs, recurrent] = this.projections(x, state, name);
    const [xr, xz, xn] = tf.split(inputs, GRU_GATES, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [hr, hz, hn] = tf.split(recurrent, GRU_GATES, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [r, z] = [tf.sigmoid(tf.add(xr, hr)), tf.sigmoid(tf.add(xz, hz))];
    const n = tf.tanh(tf.add(xn, tf.mul(r, hn)));
    return tf.add(n, tf.mul(z, tf.sub(state, n)));
  }

  lstmCell(x: tf.Tensor, { state, memory }: LstmState<tf.Tensor>, { name }: RecurrentLayer): LstmState<tf.Tensor> {
    const sums = tf.split(tf.add(...this.projections(x, state, name)), LSTM_GATES, 1);
    const [i, f, g, o] = sums as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const next = tf.add(tf.mul(tf.sigmoid(f), memory), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return { state: tf.mul(tf.sigmoid(o), tf.tanh(next)), memory: next };
  }

  /** Products and biases of a cell's input and of its state. */
  private projections(x: tf.Tensor, state: tf.Tensor, name: string): [tf.Tensor2D, tf.Tensor2D] {
    const project = (rows: tf.Tensor, which: 'ih' | 'hh') =>
      affine(
        rows as tf.Tensor2D,
        this.transposed(`${name}.weight_${which}`),
        this.parameter(`${name}.bias_${which}`) as tf.Tensor1D,
      );
    return [project(x, 'ih'), project(state, 'hh')];
  }

  private sequence(x: tf.Tensor, { name, bidirectional = false }: SequenceLayer, gates: 3 | 4): tf.Tensor {
    const [steps, batch] = (x as tf.Tensor3D).shape;
    if (!bidirectional) {
      const recurrentKernel = this.transposed(`${name}.weight_hh_l0`);
      const weights = { ...this.directionWeights(name, '', gates), recurrentKernel };
      if (gates === LSTM_GATES) return runOneWay(x as tf.Tensor3D, weights);
      const recurrentBias = this.parameter(`${name}.bias_hh_l0`) as tf.Tensor1D;
      return runOneWay(x as tf.Tensor3D, { ...weights, recurrentBias });
    }
    if (hasFusedKernel(gates === GRU_GATES ? 'PalimpsestGru' : 'PalimpsestLstm')) {
      return runFusedBidirectional(x, [1, steps, batch], this.stackedWeights(name, gates));
    }
    return runBidirectional(x as tf.Tensor3D, this.recurrentWeights(name, gates));
  }

  /** For engines that have recurrences of their own. */
  private stackedWeights(name: string, gates: 3 | 4): StackedWeights {
    const both = (parameter: ParameterLookup, role: string) =>
      [parameter(`${name}.${role}_l0`), parameter(`${name}.${role}_l0_reverse`)] as const;
    const weights = {
      inputKernel: this.prepared<tf.Tensor2D>(`${name}.weight_ih, stacked`, (parameter) =>
        tf.transpose(tf.concat([...both(parameter, 'weight_ih')], 0) as tf.Tensor2D),
      ),
      inputBias: this.prepared(`${name}.bias_ih, stacked`, (parameter) => {
        const bias = tf.concat([...both(parameter, 'bias_ih')], 0);
        return gates === 3 ? bias : tf.add(bias, tf.concat([...both(parameter, 'bias_hh')], 0));
      }) as tf.Tensor1D,
      recurrentKernel: this.prepared<tf.Tensor3D>(`${name}.weight_hh, stacked`, (parameter) =>
        tf.transpose(tf.stack([...both(parameter, 'weight_hh')]) as tf.Tensor3D, [0, 2, 1]),
      ),
    };
    if (gates === 4) return weights;
    const recurrentBias = this.prepared(`${name}.bias_hh, stacked`, (parameter) =>
      tf.stack([...both(parameter, 'bias_hh')]),
    ) as tf.Tensor2D;
    return { ...weights, recurrentBias };
  }

  /** For those that take them step by step. */
  private recurrentWeights(name: string, gates: 3 | 4): BidirectionalWeights {
    const recurrentKernel = this.prepared(`${name}.weight_hh`, (parameter) => {
      const kernel = (suffix: string) => tf.transpose(parameter(`${name}.weight_hh_l0${suffix}`) as tf.Tensor2D);
      return blockDiagonal(kernel(''), kernel('_reverse'), gates);
    });
    const weights = {
      forward: this.directionWeights(name, '', gates),
      reverse: this.directionWeights(name, '_reverse', gates),
      recurrentKernel,
    };
    if (gates === 4) return weights;
    const recurrentBias = this.prepared<tf.Tensor1D>(`${name}.bias_hh`, (parameter) => {
      const row = (suffix: string) => tf.expandDims<tf.Tensor2D>(parameter(`${name}.bias_hh_l0${suffix}`), 0);
      return tf.reshape(besideByGate(row(''), row('_reverse'), gates), [-1]);
    });
    return { ...weights, recurrentBias };
  }

  private directionWeights(name: string, suffix: '' | '_reverse', gates: 3 | 4) {
    return {
      inputKernel: this.transposed(`${name}.weight_ih_l0${suffix}`),
      inputBias: this.prepared<tf.Tensor1D>(`${name}.bias${suffix}`, (parameter) => {
        const bias = parameter(`${name}.bias_ih_l0${suffix}`) as tf.Tensor1D;
        return gates === 3 ? bias : tf.add(bias, parameter(`${name}.bias_hh_l0${suffix}`));
      }),
    };
  }
}
