import { pairOf, windows } from '../image-ops.ts';
import type { ConvLayer, ConvTransposeLayer, Ops, SplineLayer, PoolLayer } from '../ops.ts';
import { sizeOf } from '../../base/tensor.ts';
import { expectChannels, featureMap, type Shape } from './ledger.ts';
import { RecurrentShapes } from './recurrent-shapes.ts';

/** `Ops` on shapes: records the parameters that it meets and counts multiply-adds. */
export class SpecWalker extends RecurrentShapes implements Ops<Shape> {
  conv2d(x: Shape, { name, in: channels, out, kernel, padding, stride = 1, bias = true }: ConvLayer): Shape {
    const [n, c, h, w] = featureMap(x, name);
    expectChannels(c, channels, name);
    const fanIn = channels * kernel * kernel;
    this.parameter(name, 'weight', [out, channels, kernel, kernel], 'convolution', fanIn);
    if (bias) this.parameter(name, 'bias', [out], 'bias', fanIn);
    const [down, across] = pairOf(stride);
    const shape = [n, out, windows(h, kernel, down, padding), windows(w, kernel, across, padding)];
    this.multiplyAdds += sizeOf(shape) * fanIn;
    return shape;
  }

  convTranspose2d(x: Shape, layer: ConvTransposeLayer): Shape {
    const { name, in: channels, out, kernel, bias = true } = layer;
    const [n, c, h, w] = featureMap(x, name);
    expectChannels(c, channels, name);
    const [stride, padding, more] = [pairOf(layer.stride), pairOf(layer.padding), pairOf(layer.outputPadding ?? 0)];
    if (more[0] >= stride[0] || more[1] >= stride[1]) {
      throw new RangeError(`${name} has an output padding that is not less than its stride`);
    }
    const fanIn = out * kernel * kernel;
    this.parameter(name, 'weight', [channels, out, kernel, kernel], 'convolution', fanIn);
    if (bias) this.parameter(name, 'bias', [out], 'bias', fanIn);
    this.multiplyAdds += sizeOf(x) * fanIn;
    const length = (before: number, axis: 0 | 1) =>
      (before - 1) * stride[axis] - 2 * padding[axis] + kernel + more[axis];
    return [n, out, length(h, 0), length(w, 1)];
  }

  batchNorm(x: Shape, { name, channels }: { name: string; channels: number }): Shape {
    expectChannels(x[1] ?? 0, channels, name);
    this.parameter(name, 'weight', [channels], 'scale', channels);
    this.parameter(name, 'bias', [channels], 'shift', channels);
    this.parameter(name, 'running_mean', [channels], 'running-mean', channels);
    this.parameter(name, 'running_var', [channels], 'running-variance', channels);
    this.parameter(name, 'num_batches_tracked', [], 'counter', 1);
    return x;
  }

  prelu(x: Shape, { name }: { name: string }): Shape {
    this.parameter(name, 'weight', [1], 'slope', 1);
    return x;
  }

  maxPool(x: Shape, { kernel, stride, padding }: PoolLayer): Shape {
    const [n, c, h, w] = featureMap(x, 'pooling');
    return [n, c, windows(h, kernel[0], stride[0], padding[0]), windows(w, kernel[1], stride[1], padding[1])];
  }

  averagePool(x: Shape, pool: PoolLayer): Shape {
    return this.maxPool(x, pool);
  }

  pixelShuffle(x: Shape, factor: number): Shape {
    const [n, c, h, w] = featureMap(x, 'pixel shuffle');
    return [n, c / factor ** 2, h * factor, w * factor];
  }

  columnsAsSequence(x: Shape): Shape {
    const [n, c, h, w] = featureMap(x, 'columns');
    if (h !== 1) throw new RangeError(`a sequence needs rows reduced to 1, not ${h}`);
    return [w, n, c];
  }

  resizeBilinear(x: Shape, height: number, width: number): Shape {
    return [x[0] ?? 1, x[1] ?? 1, height, width];
  }

  gridSample(x: Shape, grid: Shape): Shape {
    const [n, c] = featureMap(x, 'grid sampling');
    const [batch = 0, height = 0, width = 0, axes = 0] = grid;
    if (grid.length !== 4 || batch !== n || axes !== 2) {
      throw new RangeError(
        `grid sampling of (${x.join()}) needs a grid (${n}, height, width, 2), not (${grid.join()})`,
      );
    }
    return [n, c, height, width];
  }

  thinPlateSpline(x: Shape, points: Shape, spline: SplineLayer): Shape {
    expectChannels(points[1] ?? 0, 2 * spline.controlPoints, spline.name);
    const order = spline.controlPoints + 3;
    const pixels = spline.height * spline.width;
    this.parameter(spline.name, 'inverse_kernel', [order, order], 'constant', 1);
    this.parameter(spline.name, 'padding_matrix', [3, 2], 'constant', 1);
    this.parameter(spline.name, 'target_coordinate_repr', [pixels, order], 'constant', 1);
    this.parameter(spline.name, 'target_control_points', [spline.controlPoints, 2], 'constant', 1);
    this.multiplyAdds += (x[0] ?? 1) * pixels * spline.controlPoints * 2;
    return [x[0] ?? 1, x[1] ?? 1, spline.height, spline.width];
  }
}
