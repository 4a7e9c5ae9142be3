import type { AlignmentOps } from '../ops.ts';
import { sizeOf } from '../../base/tensor.ts';

/** A parameter or buffer that a network expects, by published name. */
export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  /** What it does, which decides its initial value and whether it is trained. */
  role: ParameterRole;
  /** Inputs summed into one output; bounds the published uniform initialisation. */
  fanIn: number;
}

export type ParameterRole =
  | 'convolution'
  | 'linear'
  | 'recurrent'
  | 'bias'
  | 'scale'
  | 'shift'
  | 'slope'
  | 'running-mean'
  | 'running-variance'
  | 'counter'
  | 'constant';

const UNTRAINED: ReadonlySet<ParameterRole> = new Set(['running-mean', 'running-variance', 'counter', 'constant']);

export const isTrained = (parameter: ParameterSpec): boolean => !UNTRAINED.has(parameter.role);

export interface NetworkSpec {
  output: readonly number[];
  parameters: readonly ParameterSpec[];
  /** Trained values. */
  parameterCount: number;
  /** Multiply-add operations of one forward pass (convolutions, linear and recurrent products). */
  multiplyAdds: number;
}

/** Walks a network with shapes instead of numbers and reports what it needs and costs. Throws on shapes that cannot meet. */
export function specOf(
  input: readonly number[],
  network: (ops: AlignmentOps<readonly number[]>, x: readonly number[]) => readonly number[],
): NetworkSpec {
  const walker = new SpecWalker();
  const output = network(walker, input);
  const parameters = [...walker.parameters.values()];
  const parameterCount = parameters.filter(isTrained).reduce((n, p) => n + sizeOf(p.shape), 0);
  return { output, parameters, parameterCount, multiplyAdds: walker.multiplyAdds };
}

type Shape = readonly number[];

class SpecWalker implements AlignmentOps<Shape> {
  readonly parameters = new Map<string, ParameterSpec>();
  multiplyAdds = 0;

  conv2d(x: Shape, { name, in: channels, out, kernel, padding }: Parameters<AlignmentOps<Shape>['conv2d']>[1]): Shape {
    const [n, c, h, w] = featureMap(x, name);
    expectChannels(c, channels, name);
    const fanIn = channels * kernel * kernel;
    this.parameter(name, 'weight', [out, channels, kernel, kernel], 'convolution', fanIn);
    this.parameter(name, 'bias', [out], 'bias', fanIn);
    const shape = [n, out, h + 2 * padding - kernel + 1, w + 2 * padding - kernel + 1];
    this.multiplyAdds += sizeOf(shape) * fanIn;
    return shape;
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

  relu = (x: Shape): Shape => x;
  mish = (x: Shape): Shape => x;
  tanh = (x: Shape): Shape => x;
  scale = (x: Shape): Shape => x;

  add(a: Shape, b: Shape): Shape {
    if (a.join() !== b.join()) throw new RangeError(`cannot add shapes (${a.join()}) and (${b.join()})`);
    return a;
  }

  maxPool(x: Shape, { kernel, stride, padding }: Parameters<AlignmentOps<Shape>['maxPool']>[1]): Shape {
    const [n, c, h, w] = featureMap(x, 'max pool');
    const out = (size: number, axis: 0 | 1) => Math.floor((size + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
    return [n, c, out(h, 0), out(w, 1)];
  }

  pixelShuffle(x: Shape, factor: number): Shape {
    const [n, c, h, w] = featureMap(x, 'pixel shuffle');
    return [n, c / factor ** 2, h * factor, w * factor];
  }

  bidirectionalGru(x: Shape, layer: Parameters<AlignmentOps<Shape>['bidirectionalGru']>[1]): Shape {
    const [n, c, h, w] = featureMap(x, layer.name);
    this.recurrent(layer, 3, c, n * h * w);
    return [n, 2 * layer.hidden, h, w];
  }

  columnsAsSequence(x: Shape): Shape {
    const [n, c, h, w] = featureMap(x, 'columns');
    if (h !== 1) throw new RangeError(`a sequence needs rows reduced to 1, not ${h}`);
    return [w, n, c];
  }

  bidirectionalLstm(x: Shape, layer: Parameters<AlignmentOps<Shape>['bidirectionalLstm']>[1]): Shape {
    const [t, n, c] = x as [number, number, number];
    this.recurrent(layer, 4, c, t * n);
    return [t, n, 2 * layer.hidden];
  }

  linear(x: Shape, { name, in: features, out }: Parameters<AlignmentOps<Shape>['linear']>[1]): Shape {
    expectChannels(x[x.length - 1] ?? 0, features, name);
    this.parameter(name, 'weight', [out, features], 'linear', features);
    this.parameter(name, 'bias', [out], 'bias', features);
    this.multiplyAdds += sizeOf(x) * out;
    return [...x.slice(0, -1), out];
  }

  resizeBilinear(x: Shape, height: number, width: number): Shape {
    return [x[0] ?? 1, x[1] ?? 1, height, width];
  }

  flatten(x: Shape): Shape {
    return [x[0] ?? 1, sizeOf(x.slice(1))];
  }

  thinPlateSpline(x: Shape, points: Shape, plate: Parameters<AlignmentOps<Shape>['thinPlateSpline']>[2]): Shape {
    expectChannels(points[1] ?? 0, 2 * plate.controlPoints, plate.name);
    const order = plate.controlPoints + 3;
    this.parameter(plate.name, 'inverse_kernel', [order, order], 'constant', 1);
    this.parameter(plate.name, 'padding_matrix', [3, 2], 'constant', 1);
    this.parameter(plate.name, 'target_coordinate_repr', [plate.height * plate.width, order], 'constant', 1);
    this.parameter(plate.name, 'target_control_points', [plate.controlPoints, 2], 'constant', 1);
    return [x[0] ?? 1, x[1] ?? 1, plate.height, plate.width];
  }

  private recurrent(
    { name, in: inputs, hidden }: { name: string; in: number; hidden: number },
    gates: number,
    channels: number,
    steps: number,
  ) {
    expectChannels(channels, inputs, name);
    for (const direction of ['', '_reverse']) {
      this.parameter(name, `weight_ih_l0${direction}`, [gates * hidden, inputs], 'recurrent', hidden);
      this.parameter(name, `weight_hh_l0${direction}`, [gates * hidden, hidden], 'recurrent', hidden);
      this.parameter(name, `bias_ih_l0${direction}`, [gates * hidden], 'bias', hidden);
      this.parameter(name, `bias_hh_l0${direction}`, [gates * hidden], 'bias', hidden);
    }
    this.multiplyAdds += 2 * steps * gates * hidden * (inputs + hidden);
  }

  private parameter(layer: string, suffix: string, shape: Shape, role: ParameterRole, fanIn: number) {
    const name = `${layer}.${suffix}`;
    this.parameters.set(name, { name, shape, role, fanIn });
  }
}

function featureMap(x: Shape, layer: string): readonly [number, number, number, number] {
  if (x.length !== 4) throw new RangeError(`${layer} needs (N, C, H, W), not (${x.join()})`);
  return x as unknown as readonly [number, number, number, number];
}

function expectChannels(actual: number, expected: number, layer: string) {
  if (actual !== expected) throw new RangeError(`${layer} expects ${expected} channels, not ${actual}`);
}
