import * as tf from '@tensorflow/tfjs';
import type { AlignmentOps, ConvLayer, LinearLayer, PlateLayer, PoolLayer, RecurrentLayer } from '../ops.ts';
import type { TensorData } from '../../base/tensor.ts';
import { hasFusedKernel } from './fused-kernels.ts';
import { mish, prelu, relu } from './activations.ts';
import { affine, asRows } from './affine.ts';
import { convolution } from './convolution.ts';
import { runFusedBidirectional, type StackedWeights } from './fused-recurrence.ts';
import { sourceWeights } from './thin-plate-spline.ts';
import { maxPool } from './pool.ts';
import { besideByGate, blockDiagonal, runBidirectional, type BidirectionalWeights } from './recurrence.ts';
import { resizeAligned } from './resize.ts';
import { sampleBilinear } from './sampling.ts';

/** The lowest finite float32: never the maximum of a window that holds a real value. */
const LOWEST = -3.4028234663852886e38;

/**
 * `Ops` on TensorFlow.js, for whichever backend is current. Feature maps are (N, H, W, C) inside, which is what the
 * backends compute with; `toInternal` and `fromInternal` convert at the edges. Parameters but for filters
 * (`filter-layout.ts`) stay in published layout.
 *
 * What differs between inference and training is left to subclasses: where parameters come from, how long values that are
 * derived from them live, and which statistics normalise.
 */
export abstract class TensorFlowOps implements AlignmentOps<tf.Tensor> {
  /**
   * A value that depends on parameters only, known by `key`. `compute` gets a look-up of parameters by published name.
   */
  protected abstract prepared<T extends tf.Tensor>(key: string, compute: (parameter: ParameterLookup) => T): T;

  /** A constant that the weights carry, by published name, if they do. */
  protected abstract constant(name: string): TensorData | undefined;

  /** A filter (height, width, in, out) by published name. */
  protected abstract filter(name: string): tf.Tensor4D;

  abstract batchNorm(x: tf.Tensor, layer: { name: string; channels: number }): tf.Tensor;

  conv2d(x: tf.Tensor, { name, in: channels, out, kernel, padding }: ConvLayer): tf.Tensor {
    const bias = this.parameter(`${name}.bias`) as tf.Tensor1D;
    const filter = this.filter(`${name}.weight`);
    if (kernel === 1 && padding === 0) {
      const weights = tf.reshape<tf.Rank.R2>(filter, [channels, out]);
      return overRows(x, out, (rows) => affine(rows, weights, bias));
    }
    const same = kernel === 2 * padding + 1;
    const image = same ? x : padded(x, [padding, padding], 0);
    return convolution(image as tf.Tensor4D, filter, bias, same ? 'same' : 'valid');
  }

  prelu(x: tf.Tensor, { name }: { name: string }): tf.Tensor {
    return prelu(x, this.parameter(`${name}.weight`));
  }

  relu(x: tf.Tensor): tf.Tensor {
    return relu(x);
  }

  mish(x: tf.Tensor): tf.Tensor {
    return mish(x);
  }

  tanh(x: tf.Tensor): tf.Tensor {
    return tf.tanh(x);
  }

  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.add(a, b);
  }

  scale(x: tf.Tensor, factor: number): tf.Tensor {
    return tf.mul(x, factor);
  }

  maxPool(x: tf.Tensor, { kernel, stride, padding }: PoolLayer): tf.Tensor {
    return maxPool(padded(x, padding, LOWEST) as tf.Tensor4D, kernel, stride);
  }

  /** By moving axes, because the library's depthToSpace has no gradient, and by two moves, each of at most four axes. */
  pixelShuffle(x: tf.Tensor, factor: number): tf.Tensor {
    const [batch, height, width, depth] = (x as tf.Tensor4D).shape;
    const channels = depth / factor ** 2;
    const pixels = tf.reshape(x, [batch * height * width, channels, factor ** 2]);
    const channelsLast = tf.reshape(tf.transpose(pixels, [0, 2, 1]), [
      batch * height,
      width,
      factor,
      factor * channels,
    ]);
    return tf.reshape(tf.transpose(channelsLast, [0, 2, 1, 3]), [batch, height * factor, width * factor, channels]);
  }

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

  columnsAsSequence(x: tf.Tensor): tf.Tensor {
    const [batch, , width, channels] = (x as tf.Tensor4D).shape;
    return tf.transpose(tf.reshape(x, [batch, width, channels]), [1, 0, 2]);
  }

  bidirectionalLstm(x: tf.Tensor, { name }: RecurrentLayer): tf.Tensor {
    const [steps, batch] = (x as tf.Tensor3D).shape;
    if (hasFusedKernel('PalimpsestLstm')) {
      return runFusedBidirectional(x, [1, steps, batch], this.stackedWeights(name, 4));
    }
    return runBidirectional(x as tf.Tensor3D, this.recurrentWeights(name, 4));
  }

  linear(x: tf.Tensor, { name, out }: LinearLayer): tf.Tensor {
    const kernel = this.transposed(`${name}.weight`);
    const bias = this.parameter(`${name}.bias`) as tf.Tensor1D;
    return overRows(x, out, (rows) => affine(rows, kernel, bias));
  }

  resizeBilinear(x: tf.Tensor, height: number, width: number): tf.Tensor {
    return resizeAligned(x as tf.Tensor4D, height, width);
  }

  flatten(x: tf.Tensor): tf.Tensor {
    const channelsFirst = tf.transpose(x, [0, 3, 1, 2]);
    return tf.reshape(channelsFirst, [x.shape[0], -1]);
  }

  thinPlateSpline(x: tf.Tensor, points: tf.Tensor, plate: PlateLayer): tf.Tensor {
    const { controlPoints, height, width, name } = plate;
    const [batch, , , channels] = (x as tf.Tensor4D).shape;
    const inverseKernel = this.constant(`${name}.inverse_kernel`);
    const targetRepresentation = this.constant(`${name}.target_coordinate_repr`);
    const stored = inverseKernel && targetRepresentation && { inverseKernel, targetRepresentation };
    const weights = this.prepared(`${name}.${height}x${width}`, () =>
      tf.tensor2d(sourceWeights(plate, stored), [height * width, controlPoints]),
    );
    const byPoint = tf.transpose(tf.reshape(points, [batch, controlPoints, 2]), [1, 0, 2]);
    const positions = tf.matMul(weights, tf.reshape(byPoint, [controlPoints, batch * 2]));
    const byImage = tf.transpose<tf.Tensor3D>(tf.reshape(positions, [height * width, batch, 2]), [1, 0, 2]);
    const samples = sampleBilinear(x as tf.Tensor4D, tf.clipByValue(byImage, 0, 1));
    return tf.reshape(samples, [batch, height, width, channels]);
  }

  /** A parameter as published. */
  protected parameter(name: string): tf.Tensor {
    return this.prepared(`${name} as published`, (parameter) => parameter(name));
  }

  private transposed(name: string): tf.Tensor2D {
    return this.prepared(name, (parameter) => tf.transpose(parameter(name) as tf.Tensor2D));
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
    const direction = (suffix: '' | '_reverse') => ({
      inputKernel: this.transposed(`${name}.weight_ih_l0${suffix}`),
      inputBias: this.prepared<tf.Tensor1D>(`${name}.bias${suffix}`, (parameter) => {
        const bias = parameter(`${name}.bias_ih_l0${suffix}`) as tf.Tensor1D;
        return gates === 3 ? bias : tf.add(bias, parameter(`${name}.bias_hh_l0${suffix}`));
      }),
    });
    const recurrentKernel = this.prepared(`${name}.weight_hh`, (parameter) => {
      const kernel = (suffix: string) => tf.transpose(parameter(`${name}.weight_hh_l0${suffix}`) as tf.Tensor2D);
      return blockDiagonal(kernel(''), kernel('_reverse'), gates);
    });
    const weights = { forward: direction(''), reverse: direction('_reverse'), recurrentKernel };
    if (gates === 4) return weights;
    const recurrentBias = this.prepared<tf.Tensor1D>(`${name}.bias_hh`, (parameter) => {
      const row = (suffix: string) => tf.expandDims<tf.Tensor2D>(parameter(`${name}.bias_hh_l0${suffix}`), 0);
      return tf.reshape(besideByGate(row(''), row('_reverse'), gates), [-1]);
    });
    return { ...weights, recurrentBias };
  }
}

export type ParameterLookup = (name: string) => tf.Tensor;

/** Applies an operation on rows (M, in) → (M, out) to the last axis of x (…, in). */
function overRows(x: tf.Tensor, out: number, operation: (rows: tf.Tensor2D) => tf.Tensor2D): tf.Tensor {
  const outer = x.shape.slice(0, -1);
  return tf.reshape(operation(asRows(x)), [...outer, out]);
}

function padded(x: tf.Tensor, [rows, columns]: readonly [number, number], value: number): tf.Tensor {
  if (rows === 0 && columns === 0) return x;
  return tf.pad(
    x,
    [
      [0, 0],
      [rows, rows],
      [columns, columns],
      [0, 0],
    ],
    value,
  );
}

/** Feature maps (N, C, H, W) as (N, H, W, C); other ranks unchanged. */
export function toInternal({ shape, data }: TensorData): tf.Tensor {
  if (shape.length !== 4) return tf.tensor(data, [...shape], 'float32');
  return tf.tidy(() => tf.transpose(tf.tensor(data, [...shape], 'float32'), [0, 2, 3, 1]));
}

/** The opposite of `toInternal`; leaves `x` alone. */
export async function fromInternal(x: tf.Tensor): Promise<TensorData> {
  const published = x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
  try {
    return { shape: published.shape, data: (await published.data()) as Float32Array };
  } finally {
    if (published !== x) published.dispose();
  }
}
