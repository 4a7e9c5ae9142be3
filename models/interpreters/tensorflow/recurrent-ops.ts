import * as tf from '@tensorflow/tfjs';
import type { LstmState, RecurrentLayer, RecurrentOps, SequenceLayer } from '../ops.ts';
import { cellEnding, sequenceEndings } from '../recurrent-ops.ts';
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
      return runFusedBidirectional(x, axes, this.stackedWeights(layer, 3));
    }
    const weights = this.recurrentWeights(layer, 3);
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

  gruCell(x: tf.Tensor, state: tf.Tensor, layer: RecurrentLayer): tf.Tensor {
    const [inputs, recurrent] = this.projections(x, state, layer);
    const [xr, xz, xn] = tf.split(inputs, GRU_GATES, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [hr, hz, hn] = tf.split(recurrent, GRU_GATES, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [r, z] = [tf.sigmoid(tf.add(xr, hr)), tf.sigmoid(tf.add(xz, hz))];
    const n = tf.tanh(tf.add(xn, tf.mul(r, hn)));
    return tf.add(n, tf.mul(z, tf.sub(state, n)));
  }

  lstmCell(x: tf.Tensor, { state, memory }: LstmState<tf.Tensor>, layer: RecurrentLayer): LstmState<tf.Tensor> {
    const sums = tf.split(tf.add(...this.projections(x, state, layer)), LSTM_GATES, 1);
    const [i, f, g, o] = sums as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const next = tf.add(tf.mul(tf.sigmoid(f), memory), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    return { state: tf.mul(tf.sigmoid(o), tf.tanh(next)), memory: next };
  }

  /** Products and biases of a cell's input and of its state. */
  private projections(x: tf.Tensor, state: tf.Tensor, layer: RecurrentLayer): [tf.Tensor2D, tf.Tensor2D] {
    const ending = cellEnding(layer);
    const project = (rows: tf.Tensor, which: 'ih' | 'hh') =>
      affine(
        rows as tf.Tensor2D,
        this.transposed(`${layer.name}.weight_${which}${ending}`),
        this.parameter(`${layer.name}.bias_${which}${ending}`) as tf.Tensor1D,
      );
    return [project(x, 'ih'), project(state, 'hh')];
  }

  private sequence(x: tf.Tensor, layer: SequenceLayer, gates: 3 | 4): tf.Tensor {
    const { name, bidirectional = false } = layer;
    const [steps, batch] = (x as tf.Tensor3D).shape;
    if (!bidirectional) {
      const [ending = ''] = sequenceEndings(layer);
      const recurrentKernel = this.transposed(`${name}.weight_hh${ending}`);
      const weights = { ...this.directionWeights(name, ending, gates), recurrentKernel };
      if (gates === LSTM_GATES) return runOneWay(x as tf.Tensor3D, weights);
      const recurrentBias = this.parameter(`${name}.bias_hh${ending}`) as tf.Tensor1D;
      return runOneWay(x as tf.Tensor3D, { ...weights, recurrentBias });
    }
    if (hasFusedKernel(gates === GRU_GATES ? 'PalimpsestGru' : 'PalimpsestLstm')) {
      return runFusedBidirectional(x, [1, steps, batch], this.stackedWeights(layer, gates));
    }
    return runBidirectional(x as tf.Tensor3D, this.recurrentWeights(layer, gates));
  }

  /** For engines that have recurrences of their own. */
  private stackedWeights(layer: RecurrentLayer, gates: 3 | 4): StackedWeights {
    const { name } = layer;
    const [ahead, back] = bothWays(layer);
    const both = (parameter: ParameterLookup, role: string) =>
      [parameter(`${name}.${role}${ahead}`), parameter(`${name}.${role}${back}`)] as const;
    const weights = {
      inputKernel: this.prepared<tf.Tensor2D>(`${name}.weight_ih${ahead}, stacked`, (parameter) =>
        tf.transpose(tf.concat([...both(parameter, 'weight_ih')], 0) as tf.Tensor2D),
      ),
      inputBias: this.prepared(`${name}.bias_ih${ahead}, stacked`, (parameter) => {
        const bias = tf.concat([...both(parameter, 'bias_ih')], 0);
        return gates === 3 ? bias : tf.add(bias, tf.concat([...both(parameter, 'bias_hh')], 0));
      }) as tf.Tensor1D,
      recurrentKernel: this.prepared<tf.Tensor3D>(`${name}.weight_hh${ahead}, stacked`, (parameter) =>
        tf.transpose(tf.stack([...both(parameter, 'weight_hh')]) as tf.Tensor3D, [0, 2, 1]),
      ),
    };
    if (gates === 4) return weights;
    const recurrentBias = this.prepared(`${name}.bias_hh${ahead}, stacked`, (parameter) =>
      tf.stack([...both(parameter, 'bias_hh')]),
    ) as tf.Tensor2D;
    return { ...weights, recurrentBias };
  }

  /** For those that take them step by step. */
  private recurrentWeights(layer: RecurrentLayer, gates: 3 | 4): BidirectionalWeights {
    const { name } = layer;
    const [ahead, back] = bothWays(layer);
    const recurrentKernel = this.prepared(`${name}.weight_hh${ahead}, both ways`, (parameter) => {
      const kernel = (ending: string) => tf.transpose(parameter(`${name}.weight_hh${ending}`) as tf.Tensor2D);
      return blockDiagonal(kernel(ahead), kernel(back), gates);
    });
    const weights = {
      forward: this.directionWeights(name, ahead, gates),
      reverse: this.directionWeights(name, back, gates),
      recurrentKernel,
    };
    if (gates === 4) return weights;
    const recurrentBias = this.prepared<tf.Tensor1D>(`${name}.bias_hh${ahead}, both ways`, (parameter) => {
      const row = (ending: string) => tf.expandDims<tf.Tensor2D>(parameter(`${name}.bias_hh${ending}`), 0);
      return tf.reshape(besideByGate(row(ahead), row(back), gates), [-1]);
    });
    return { ...weights, recurrentBias };
  }

  private directionWeights(name: string, ending: string, gates: 3 | 4) {
    return {
      inputKernel: this.transposed(`${name}.weight_ih${ending}`),
      inputBias: this.prepared<tf.Tensor1D>(`${name}.bias${ending}`, (parameter) => {
        const bias = parameter(`${name}.bias_ih${ending}`) as tf.Tensor1D;
        return gates === 3 ? bias : tf.add(bias, parameter(`${name}.bias_hh${ending}`));
      }),
    };
  }
}

/** How the names of parameters end, ahead and back. */
const bothWays = (layer: RecurrentLayer) =>
  sequenceEndings({ ...layer, bidirectional: true }) as readonly [ahead: string, back: string];
