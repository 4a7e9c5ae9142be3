import * as tf from '@tensorflow/tfjs';
import { pairOf } from '../image-ops.ts';
import type { ConvLayer, ConvTransposeLayer, NormLayer, Ops, SplineLayer, PoolLayer, SamplingRule } from '../ops.ts';
import type { TensorData } from '../../base/tensor.ts';
import { prelu } from './activations.ts';
import { affine, overRows } from './affine.ts';
import { convolution, transposedConvolution } from './convolution.ts';
import { logical } from './layout.ts';
import { averagePool, maxPool } from './pool.ts';
import { TensorFlowRecurrentOps } from './recurrent-ops.ts';
import { resizeAligned } from './resize.ts';
import { sampleBilinear } from './sampling.ts';
import { sourceWeights } from '../thin-plate-spline.ts';

export { fromInternal, toInternal } from './layout.ts';
export type { ParameterLookup } from './general-ops.ts';

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
export abstract class TensorFlowOps extends TensorFlowRecurrentOps implements Ops<tf.Tensor> {
  /** A constant that the weights carry, by published name, if they do. */
  protected abstract constantOf(name: string): TensorData | undefined;

  /** A filter (height, width, in, out) by published name; of a transposed convolution (height, width, out, in). */
  protected abstract filter(name: string): tf.Tensor4D;

  abstract batchNorm(x: tf.Tensor, layer: NormLayer): tf.Tensor;

  conv2d(x: tf.Tensor, layer: ConvLayer): tf.Tensor {
    const { name, in: channels, out, kernel, padding } = layer;
    const bias = this.biasOf(layer);
    const filter = this.filter(`${name}.weight`);
    const strides = pairOf(layer.stride ?? 1);
    const dense = Math.max(...strides) === 1;
    if (dense && kernel === 1 && padding === 0) {
      const weights = tf.reshape<tf.Rank.R2>(filter, [channels, out]);
      return overRows(x, out, (rows) => affine(rows, weights, bias));
    }
    const same = dense && kernel === 2 * padding + 1;
    const image = same ? x : padded(x, [padding, padding], 0);
    return convolution(image as tf.Tensor4D, filter, bias, { pad: same ? 'same' : 'valid', strides });
  }

  convTranspose2d(x: tf.Tensor, layer: ConvTransposeLayer): tf.Tensor {
    const y = transposedConvolution(x as tf.Tensor4D, this.filter(`${layer.name}.weight`), {
      strides: pairOf(layer.stride),
      padding: pairOf(layer.padding),
      outputPadding: pairOf(layer.outputPadding ?? 0),
    });
    const bias = this.biasOf(layer);
    return bias ? tf.add(y, bias) : y;
  }

  prelu(x: tf.Tensor, { name }: { name: string }): tf.Tensor {
    return prelu(x, this.parameter(`${name}.weight`));
  }

  maxPool(x: tf.Tensor, { kernel, stride, padding }: PoolLayer): tf.Tensor {
    return maxPool(padded(x, padding, LOWEST) as tf.Tensor4D, kernel, stride);
  }

  averagePool(x: tf.Tensor, pool: PoolLayer): tf.Tensor {
    return averagePool(x as tf.Tensor4D, pool);
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

  columnsAsSequence(x: tf.Tensor): tf.Tensor {
    const [batch, , width, channels] = (x as tf.Tensor4D).shape;
    return tf.transpose(tf.reshape(x, [batch, width, channels]), [1, 0, 2]);
  }

  resizeBilinear(x: tf.Tensor, height: number, width: number): tf.Tensor {
    return resizeAligned(x as tf.Tensor4D, height, width);
  }

  gridSample(x: tf.Tensor, grid: tf.Tensor, rule: SamplingRule): tf.Tensor {
    const [batch, , , channels] = (x as tf.Tensor4D).shape;
    const places = logical(grid);
    const [, height = 0, width = 0] = places.shape;
    const positions = tf.add(tf.mul(tf.reshape<tf.Rank.R3>(places, [batch, height * width, 2]), 0.5), 0.5);
    const samples = sampleBilinear(x as tf.Tensor4D, positions as tf.Tensor3D, rule);
    return tf.reshape(samples, [batch, height, width, channels]);
  }

  thinPlateSpline(x: tf.Tensor, points: tf.Tensor, spline: SplineLayer): tf.Tensor {
    const { controlPoints, height, width, name } = spline;
    const [batch, , , channels] = (x as tf.Tensor4D).shape;
    const inverseKernel = this.constantOf(`${name}.inverse_kernel`);
    const targetRepresentation = this.constantOf(`${name}.target_coordinate_repr`);
    const stored = inverseKernel && targetRepresentation && { inverseKernel, targetRepresentation };
    const weights = this.prepared(`${name}.${height}x${width}`, () =>
      tf.tensor2d(sourceWeights(spline, stored), [height * width, controlPoints]),
    );
    const byPoint = tf.transpose(tf.reshape(points, [batch, controlPoints, 2]), [1, 0, 2]);
    const positions = tf.matMul(weights, tf.reshape(byPoint, [controlPoints, batch * 2]));
    const byImage = tf.transpose<tf.Tensor3D>(tf.reshape(positions, [height * width, batch, 2]), [1, 0, 2]);
    const samples = sampleBilinear(x as tf.Tensor4D, tf.clipByValue(byImage, 0, 1), {
      alignCorners: spline.alignCorners ?? false,
      padding: 'zeros',
    });
    return tf.reshape(samples, [batch, height, width, channels]);
  }

  private biasOf({ name, bias = true }: { name: string; bias?: boolean }): tf.Tensor1D | undefined {
    return bias ? (this.parameter(`${name}.bias`) as tf.Tensor1D) : undefined;
  }
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
