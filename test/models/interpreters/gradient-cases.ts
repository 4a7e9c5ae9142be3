import type { AlignmentOps } from '../../../models/interpreters/ops.ts';
import { sequentialResidualBlock } from '../../../models/networks/tsrn/tsrn.ts';

/** One operation of the training language on a small input, with everything that it can be differentiated by. */
export interface GradientCase {
  title: string;
  /** Shapes of the inputs, in published layout. */
  inputs: readonly (readonly number[])[];
  compute<T>(ops: AlignmentOps<T>, inputs: readonly T[]): T;
  /** From values around 0 with standard deviation 1 to inputs that suit the operation. */
  adapt?: (inputs: Float64Array[]) => void;
}

const first = <T>(inputs: readonly T[]): T => inputs[0] as T;

export const gradientCases: readonly GradientCase[] = [
  ...[
    { kernel: 3, padding: 1 },
    { kernel: 9, padding: 4 },
    { kernel: 2, padding: 0 },
    { kernel: 1, padding: 0 },
    { kernel: 3, padding: 2 },
  ].map(({ kernel, padding }) => ({
    title: `conv2d ${kernel}×${kernel} padded by ${padding}`,
    inputs: [[2, 3, 4, 5]],
    compute: <T>(ops: AlignmentOps<T>, x: readonly T[]) =>
      ops.conv2d(first(x), { name: 'c', in: 3, out: 2, kernel, padding }),
  })),
  {
    title: 'batchNorm of feature maps',
    inputs: [[3, 4, 2, 5]],
    compute: (ops, x) => ops.batchNorm(first(x), { name: 'b', channels: 4 }),
  },
  {
    title: 'batchNorm of features',
    inputs: [[6, 5]],
    compute: (ops, x) => ops.batchNorm(first(x), { name: 'b', channels: 5 }),
  },
  { title: 'prelu', inputs: [[2, 3, 4, 2]], compute: (ops, x) => ops.prelu(first(x), { name: 'p' }) },
  { title: 'relu', inputs: [[2, 3, 4, 2]], compute: (ops, x) => ops.relu(first(x)) },
  { title: 'mish', inputs: [[2, 3, 4, 2]], compute: (ops, x) => ops.mish(first(x)) },
  {
    title: 'mish of large values',
    inputs: [[1, 1, 2, 5]],
    compute: (ops, x) => ops.mish(first(x)),
    adapt: ([x]) => x?.set([-90, -30, -15, -8, -4, 4, 8, 15, 30, 90]),
  },
  { title: 'tanh', inputs: [[2, 3, 4, 2]], compute: (ops, x) => ops.tanh(first(x)) },
  { title: 'scale', inputs: [[4, 5]], compute: (ops, x) => ops.scale(first(x), 0.1) },
  {
    title: 'add',
    inputs: [
      [2, 3, 2, 2],
      [2, 3, 2, 2],
    ],
    compute: (ops, [a, b]) => ops.add(a as NonNullable<typeof a>, b as NonNullable<typeof b>),
  },
  {
    title: 'maxPool 2×2, negative values too',
    inputs: [[2, 3, 4, 6]],
    compute: (ops, x) => ops.maxPool(first(x), { kernel: [2, 2], stride: [2, 2], padding: [0, 0] }),
  },
  {
    title: 'maxPool with padded columns',
    inputs: [[2, 2, 4, 5]],
    compute: (ops, x) => ops.maxPool(first(x), { kernel: [2, 2], stride: [2, 1], padding: [0, 1] }),
    adapt: ([x]) => x?.forEach((value, i) => (x[i] = value - 3)),
  },
  { title: 'pixelShuffle ×2', inputs: [[2, 8, 2, 3]], compute: (ops, x) => ops.pixelShuffle(first(x), 2) },
  ...(['height', 'width'] as const).map((along) => ({
    title: `bidirectionalGru along the ${along}`,
    inputs: [[2, 3, 4, 5]],
    compute: <T>(ops: AlignmentOps<T>, x: readonly T[]) =>
      ops.bidirectionalGru(first(x), { name: 'g', in: 3, hidden: 2, along }),
  })),
  {
    title: 'bidirectionalLstm',
    inputs: [[5, 2, 3]],
    compute: (ops, x) => ops.bidirectionalLstm(first(x), { name: 'l', in: 3, hidden: 2 }),
  },
  { title: 'columnsAsSequence', inputs: [[2, 3, 1, 4]], compute: (ops, x) => ops.columnsAsSequence(first(x)) },
  {
    title: 'linear on sequences',
    inputs: [[4, 2, 3]],
    compute: (ops, x) => ops.linear(first(x), { name: 'l', in: 3, out: 5 }),
  },
  { title: 'flatten', inputs: [[2, 3, 2, 4]], compute: (ops, x) => ops.flatten(first(x)) },
  { title: 'resizeBilinear, taller', inputs: [[2, 2, 3, 4]], compute: (ops, x) => ops.resizeBilinear(first(x), 6, 4) },
  {
    title: 'resizeBilinear, smaller and not square',
    inputs: [[1, 2, 5, 7]],
    compute: (ops, x) => ops.resizeBilinear(first(x), 2, 3),
  },
  {
    title: 'thinPlateSpline, by image and control points',
    inputs: [
      [2, 2, 5, 6],
      [2, 12],
    ],
    compute: (ops, [image, points]) =>
      ops.thinPlateSpline(image as NonNullable<typeof image>, points as NonNullable<typeof points>, {
        name: 'tps',
        controlPoints: 6,
        margin: 0.05,
        height: 4,
        width: 5,
      }),
    // Near the places that leave the image alone, and moved off the grid, where the gradient jumps; some outside.
    adapt: ([, points]) =>
      points?.forEach((value, i) => {
        const k = Math.floor((i % 12) / 2);
        const rest = i % 2 === 0 ? 0.05 + (0.9 * (k % 3)) / 2 : k < 3 ? 0.05 : 0.95;
        points[i] = rest + 0.043 * value + 0.0137;
      }),
  },
  {
    title: 'a sequential residual block',
    inputs: [[2, 4, 3, 4]],
    compute: (ops, x) => sequentialResidualBlock(ops, 'block', 4, first(x)),
  },
];
