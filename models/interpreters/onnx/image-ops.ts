import { pairOf } from '../image-ops.ts';
import type { ConvLayer, ConvTransposeLayer, Ops, SplineLayer, PoolLayer, SamplingRule } from '../ops.ts';
import { sourceWeights } from '../thin-plate-spline.ts';
import { Convolution } from './convolution.ts';
import { OnnxRecurrentOps } from './recurrent-ops.ts';
import { Shuffled, Written, type Value } from './values.ts';

/** Lanes that a vectorised convolution fills, so that fewer output channels cost as much as these. */
const CHANNEL_LANES = 16;

/** `Ops` as nodes of an ONNX graph. */
export class OnnxOps extends OnnxRecurrentOps implements Ops<Value> {
  conv2d(x: Value, { name, in: channels, out, kernel, padding, stride = 1, bias = true }: ConvLayer): Value {
    const layer = { layers: [name], padding, kernel, strides: pairOf(stride), biased: bias };
    const conv = new Convolution(this.graph, this.weights, x, layer);
    if (!(x instanceof Shuffled) || !conv.dense || kernel !== 2 * padding + 1) return conv;
    const { before, factor } = x;
    const square = factor ** 2;
    const coarseKernel = 2 * Math.ceil(padding / factor) + 1;
    const direct = lanes(out) * channels * kernel ** 2 * square;
    const coarse = lanes(out * square) * channels * square * coarseKernel ** 2;
    return coarse < direct ? new Shuffled(this.graph, conv.on(before, factor), factor) : conv;
  }

  convTranspose2d(x: Value, { name, kernel, bias = true, ...layer }: ConvTransposeLayer): Value {
    const inputs = [x.plain(), this.published(`${name}.weight`)];
    if (bias) inputs.push(this.published(`${name}.bias`));
    const padding = pairOf(layer.padding);
    return this.written('ConvTranspose', inputs, undefined, {
      kernel_shape: [kernel, kernel],
      strides: pairOf(layer.stride),
      pads: [...padding, ...padding],
      output_padding: pairOf(layer.outputPadding ?? 0),
    });
  }

  batchNorm(x: Value, { name }: { name: string }): Value {
    if (x instanceof Convolution) return x.normalised(name);
    const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) =>
      this.published(`${name}.${suffix}`),
    );
    return this.written('BatchNormalization', [x.plain(), ...parameters], x);
  }

  prelu(x: Value, { name }: { name: string }): Value {
    return this.each(x, (value) => this.graph.node('PRelu', [value, this.published(`${name}.weight`)]));
  }

  maxPool(x: Value, { kernel, stride, padding }: PoolLayer): Value {
    return this.written('MaxPool', [x.plain()], undefined, {
      kernel_shape: kernel,
      strides: stride,
      pads: [...padding, ...padding],
    });
  }

  averagePool(x: Value, { kernel, stride, padding }: PoolLayer): Value {
    return this.written('AveragePool', [x.plain()], undefined, {
      kernel_shape: kernel,
      strides: stride,
      pads: [...padding, ...padding],
      count_include_pad: 1,
    });
  }

  pixelShuffle(x: Value, factor: number): Value {
    return new Shuffled(this.graph, x, factor);
  }

  columnsAsSequence(x: Value): Value {
    const squeezed = this.graph.node('Squeeze', [x.plain(), this.graph.integers([2])]);
    return this.written('Transpose', [squeezed], undefined, { perm: [2, 0, 1] });
  }

  resizeBilinear(x: Value, height: number, width: number): Value {
    return this.written('Resize', [x.plain(), '', '', this.graph.integers([height, width])], undefined, {
      axes: [2, 3],
      mode: 'linear',
      coordinate_transformation_mode: 'align_corners',
    });
  }

  gridSample(x: Value, grid: Value, { alignCorners, padding }: SamplingRule): Value {
    return this.written('GridSample', [x.plain(), grid.plain()], undefined, {
      mode: 'bilinear',
      padding_mode: padding,
      align_corners: alignCorners ? 1 : 0,
    });
  }

  thinPlateSpline(x: Value, points: Value, spline: SplineLayer): Value {
    const { name, controlPoints, height, width, alignCorners = false } = spline;
    const inverseKernel = this.weights.get(`${name}.inverse_kernel`);
    const targetRepresentation = this.weights.get(`${name}.target_coordinate_repr`);
    const stored = inverseKernel && targetRepresentation && { inverseKernel, targetRepresentation };
    const weights = this.graph.constant(`${name}.${height}x${width}`, () => ({
      shape: [height * width, controlPoints],
      data: sourceWeights(spline, stored),
    }));
    const byPoint = this.reshape(points, [0, controlPoints, 2]);
    // One matrix for all images of the batch: (pixels, points) · (N, points, 2).
    const positions = new Written(this.graph, this.graph.node('MatMul', [weights, byPoint.plain()]));
    const centre = this.constant(`${name}.centre`, { shape: [1, 1, 1], data: Float32Array.of(1) });
    const places = this.subtract(this.scale(this.clamp(positions, 0, 1), 2), centre);
    const grid = this.reshape(places, [0, height, width, 2]);
    return this.gridSample(x, grid, { alignCorners, padding: 'zeros' });
  }
}

const lanes = (channels: number): number => Math.ceil(channels / CHANNEL_LANES) * CHANNEL_LANES;
