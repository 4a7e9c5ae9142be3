import type { Ops, SamplingRule } from '../../../models/interpreters/ops.ts';
import type { Given, OperationCase } from './operation-case.ts';

/** Layers of feature maps. */
export const imageCases: readonly OperationCase[] = [
  ...[
    { kernel: 3, padding: 1 },
    { kernel: 9, padding: 4 },
    { kernel: 2, padding: 0 },
    { kernel: 1, padding: 0 },
    { kernel: 3, padding: 2 },
  ].map(({ kernel, padding }) => ({
    title: `conv2d ${kernel}×${kernel} padded by ${padding}`,
    inputs: [[2, 3, 4, 5]],
    compute: <T>(ops: Ops<T>, [x]: Given<T>) => ops.conv2d(x, { name: 'c', in: 3, out: 2, kernel, padding }),
  })),
  {
    title: 'batchNorm of feature maps',
    inputs: [[3, 4, 2, 5]],
    compute: (ops, [x]) => ops.batchNorm(x, { name: 'b', channels: 4 }),
  },
  {
    title: 'batchNorm of features',
    inputs: [[6, 5]],
    compute: (ops, [x]) => ops.batchNorm(x, { name: 'b', channels: 5 }),
  },
  { title: 'prelu', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.prelu(x, { name: 'p' }) },
  {
    title: 'maxPool 2×2, negative values too',
    inputs: [[2, 3, 4, 6]],
    compute: (ops, [x]) => ops.maxPool(x, { kernel: [2, 2], stride: [2, 2], padding: [0, 0] }),
  },
  {
    title: 'maxPool with padded columns',
    inputs: [[2, 2, 4, 5]],
    compute: (ops, [x]) => ops.maxPool(x, { kernel: [2, 2], stride: [2, 1], padding: [0, 1] }),
    adapt: ([x]) => x?.forEach((value, i) => (x[i] = value - 3)),
  },
  { title: 'pixelShuffle ×2', inputs: [[2, 8, 2, 3]], compute: (ops, [x]) => ops.pixelShuffle(x, 2) },
  { title: 'columnsAsSequence', inputs: [[2, 3, 1, 4]], compute: (ops, [x]) => ops.columnsAsSequence(x) },
  { title: 'resizeBilinear, taller', inputs: [[2, 2, 3, 4]], compute: (ops, [x]) => ops.resizeBilinear(x, 6, 4) },
  {
    title: 'resizeBilinear, smaller and not square',
    inputs: [[1, 2, 5, 7]],
    compute: (ops, [x]) => ops.resizeBilinear(x, 2, 3),
  },
  {
    title: 'thinPlateSpline, by image and control points',
    inputs: [
      [2, 2, 5, 6],
      [2, 12],
    ],
    compute: (ops, [image, points]) =>
      ops.thinPlateSpline(image, points, {
        name: 'tps',
        controlPoints: 6,
        margin: 0.05,
        height: 4,
        width: 5,
      }),
    adapt: ([, points]) => nearTargets(points),
  },
  ...[
    { kernel: 3, padding: 1, stride: 2 },
    { kernel: 3, padding: 1, stride: [2, 1] as const, bias: false },
    { kernel: 1, padding: 0, stride: [2, 1] as const, bias: false },
    { kernel: 1, padding: 0, bias: false },
    { kernel: 3, padding: 1, bias: false },
    { kernel: 2, padding: 1, stride: [1, 3] as const },
  ].map((layer): OperationCase => ({
    title: `conv2d ${JSON.stringify(layer).replaceAll('"', '')}`,
    inputs: [[2, 3, 5, 6]],
    compute: (ops, [x]) => ops.conv2d(x, { name: 'c', in: 3, out: 2, ...layer }),
  })),
  {
    title: 'conv2d with a stride after pixelShuffle',
    inputs: [[1, 8, 3, 2]],
    compute: (ops, [x]) =>
      ops.conv2d(ops.pixelShuffle(x, 2), { name: 'c', in: 2, out: 3, kernel: 3, padding: 1, stride: 2 }),
  },
  {
    title: 'conv2d without bias after pixelShuffle',
    inputs: [[1, 8, 3, 2]],
    compute: (ops, [x]) =>
      ops.conv2d(ops.pixelShuffle(x, 2), { name: 'c', in: 2, out: 3, kernel: 3, padding: 1, bias: false }),
  },
  {
    title: 'conv2d without bias, strided, then batchNorm',
    inputs: [[2, 2, 4, 5]],
    compute: (ops, [x]) => {
      const y = ops.conv2d(x, { name: 'c', in: 2, out: 3, kernel: 3, padding: 1, stride: 2, bias: false });
      return ops.batchNorm(y, { name: 'b', channels: 3 });
    },
  },
  ...[
    { kernel: 3, stride: 2, padding: 0, bias: false },
    { kernel: 3, stride: 2, padding: 1, outputPadding: 1 },
    { kernel: 3, stride: [2, 1] as const, padding: [1, 0] as const },
    { kernel: 4, stride: 2, padding: 1 },
    { kernel: 2, stride: 3, padding: 0, outputPadding: [2, 0] as const },
    { kernel: 3, stride: 1, padding: 1 },
  ].map((layer): OperationCase => ({
    title: `convTranspose2d ${JSON.stringify(layer).replaceAll('"', '')}`,
    inputs: [[2, 3, 3, 4]],
    compute: (ops, [x]) => ops.convTranspose2d(x, { name: 'c', in: 3, out: 2, ...layer }),
  })),
  {
    title: 'maxPool 2×2 with stride 1',
    inputs: [[2, 2, 4, 5]],
    compute: (ops, [x]) => ops.maxPool(x, { kernel: [2, 2], stride: [1, 1], padding: [0, 0] }),
  },
  {
    title: 'averagePool 2×2',
    inputs: [[2, 3, 4, 7]],
    compute: (ops, [x]) => ops.averagePool(x, { kernel: [2, 2], stride: [2, 2], padding: [0, 0] }),
  },
  {
    title: 'averagePool with overlap and padding',
    inputs: [[2, 2, 4, 5]],
    compute: (ops, [x]) => ops.averagePool(x, { kernel: [3, 2], stride: [2, 1], padding: [1, 1] }),
  },
  ...([true, false] as const).flatMap((alignCorners) =>
    (['zeros', 'border'] as const).map((padding) => sampling({ alignCorners, padding })),
  ),
  {
    title: 'gridSample of other than square images, places on pixels',
    inputs: [
      [1, 2, 1, 4],
      [1, 1, 3, 2],
    ],
    compute: (ops, [x, grid]) => ops.gridSample(x, grid, { alignCorners: false, padding: 'zeros' }),
    adapt: ([, grid]) => grid?.set([-0.71, 0.02, 0.26, -0.03, 0.77, 0.04]),
  },
  {
    title: 'thinPlateSpline with corners aligned',
    inputs: [
      [2, 2, 5, 6],
      [2, 12],
    ],
    compute: (ops, [image, points]) => {
      const layer = { name: 'tps', controlPoints: 6, margin: 0.05, height: 4, width: 5, alignCorners: true };
      return ops.thinPlateSpline(image, points, layer);
    },
    adapt: ([, points]) => nearTargets(points),
  },
];

/** Places within the image, around its edge and far out on every side. */
function sampling(rule: SamplingRule): OperationCase {
  return {
    title: `gridSample, ${rule.alignCorners ? 'corners aligned' : 'edge to edge'}, ${rule.padding} outside`,
    inputs: [
      [2, 2, 4, 5],
      [2, 3, 7, 2],
    ],
    compute: (ops, [x, grid]) => ops.gridSample(x, grid, rule),
    // Off the grid of pixels, where the gradient jumps.
    adapt: ([, grid]) => grid?.forEach((value, i) => (grid[i] = 0.8 * value + 0.0137)),
  };
}

/** Control points near the places that leave the image alone, and moved off the grid, where the gradient jumps; some outside. */
function nearTargets(points: Float64Array | undefined) {
  points?.forEach((value, i) => {
    const k = Math.floor((i % 12) / 2);
    const rest = i % 2 === 0 ? 0.05 + (0.9 * (k % 3)) / 2 : k < 3 ? 0.05 : 0.95;
    points[i] = rest + 0.043 * value + 0.0137;
  });
}
