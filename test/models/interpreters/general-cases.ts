import type { OperationCase } from './operation-case.ts';

/** Fills with whole numbers from 0 to count − 1. */
const wholeNumbers = (values: Float64Array | undefined, count: number) =>
  values?.forEach((_, i) => (values[i] = (3 * i + 1) % count));

/** Arithmetic, rows and axes; of each also on four axes, which interpreters may lay out otherwise. */
export const generalCases: readonly OperationCase[] = [
  { title: 'relu', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.relu(x) },
  { title: 'mish', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.mish(x) },
  {
    title: 'mish of large values',
    inputs: [[1, 1, 2, 5]],
    compute: (ops, [x]) => ops.mish(x),
    adapt: ([x]) => x?.set([-90, -30, -15, -8, -4, 4, 8, 15, 30, 90]),
  },
  { title: 'tanh', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.tanh(x) },
  { title: 'scale', inputs: [[4, 5]], compute: (ops, [x]) => ops.scale(x, 0.1) },
  {
    title: 'add',
    inputs: [
      [2, 3, 2, 2],
      [2, 3, 2, 2],
    ],
    compute: (ops, [a, b]) => ops.add(a, b),
  },
  { title: 'sigmoid', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.sigmoid(x) },
  {
    title: 'scale of feature maps after pixelShuffle',
    inputs: [[1, 8, 2, 3]],
    compute: (ops, [x]) => ops.scale(ops.pixelShuffle(x, 2), -2.5),
  },
  { title: 'clamp', inputs: [[4, 5]], compute: (ops, [x]) => ops.clamp(x, -0.5, 0.7) },
  {
    title: 'addBroadcast along a sequence',
    inputs: [
      [2, 3, 4],
      [2, 1, 4],
    ],
    compute: (ops, [a, b]) => ops.addBroadcast(a, b),
  },
  {
    title: 'addBroadcast, both stretched, four axes',
    inputs: [
      [2, 1, 4, 3],
      [1, 5, 1, 3],
    ],
    compute: (ops, [a, b]) => ops.addBroadcast(a, b),
  },
  {
    title: 'subtract',
    inputs: [
      [2, 3, 2, 4],
      [2, 3, 2, 1],
    ],
    compute: (ops, [a, b]) => ops.subtract(a, b),
  },
  {
    title: 'subtract of rows from one',
    inputs: [
      [1, 3],
      [4, 3],
    ],
    compute: (ops, [a, b]) => ops.subtract(a, b),
  },
  {
    title: 'multiply',
    inputs: [
      [2, 3, 4],
      [2, 3, 1],
    ],
    compute: (ops, [a, b]) => ops.multiply(a, b),
  },
  {
    title: 'multiply of feature maps',
    inputs: [
      [2, 3, 2, 4],
      [1, 3, 1, 1],
    ],
    compute: (ops, [a, b]) => ops.multiply(a, b),
  },
  ...[0, 1, 2].map((axis): OperationCase => ({
    title: `softmax over axis ${axis} of three`,
    inputs: [[3, 4, 2]],
    compute: (ops, [x]) => ops.softmax(x, axis),
  })),
  ...[1, 2, 3].map((axis): OperationCase => ({
    title: `softmax over axis ${axis} of four`,
    inputs: [[2, 3, 4, 2]],
    compute: (ops, [x]) => ops.softmax(x, axis),
  })),
  {
    title: 'softmax of large values',
    inputs: [[2, 4]],
    compute: (ops, [x]) => ops.softmax(x, 1),
    adapt: ([x]) => x?.set([80, 79, 78.5, 20, -60, -61, -60.5, -62]),
  },
  { title: 'sum over an axis of three', inputs: [[3, 4, 2]], compute: (ops, [x]) => ops.sum(x, 1) },
  ...[0, 1, 2, 3].map((axis): OperationCase => ({
    title: `sum and mean over axis ${axis} of four`,
    inputs: [[2, 3, 4, 5]],
    compute: (ops, [x]) => ops.concat([ops.sum(x, axis), ops.mean(x, axis)], axis),
  })),
  {
    title: 'concat of three, one of them twice',
    inputs: [
      [2, 3],
      [2, 1],
      [2, 4],
    ],
    compute: (ops, [a, b, c]) => ops.concat([a, b, c, a], 1),
  },
  {
    title: 'concat of channels',
    inputs: [
      [2, 3, 2, 4],
      [2, 1, 2, 4],
    ],
    compute: (ops, [a, b]) => ops.concat([a, b], 1),
  },
  { title: 'slice of a sequence', inputs: [[5, 2, 3]], compute: (ops, [x]) => ops.slice(x, 0, 1, 4) },
  ...[1, 2, 3].map((axis): OperationCase => ({
    title: `slice along axis ${axis} of four`,
    inputs: [[2, 3, 4, 5]],
    compute: (ops, [x]) => ops.slice(x, axis, 1, 3),
  })),
  { title: 'reshape from four axes', inputs: [[2, 3, 4, 2]], compute: (ops, [x]) => ops.reshape(x, [0, 3, -1]) },
  { title: 'reshape to four axes', inputs: [[2, 12, 2]], compute: (ops, [x]) => ops.reshape(x, [0, 3, -1, 2]) },
  { title: 'transpose of three axes', inputs: [[2, 3, 4]], compute: (ops, [x]) => ops.transpose(x, [2, 0, 1]) },
  { title: 'transpose of four axes', inputs: [[2, 3, 4, 5]], compute: (ops, [x]) => ops.transpose(x, [0, 2, 3, 1]) },
  {
    title: 'matmul',
    inputs: [
      [3, 4],
      [4, 2],
    ],
    compute: (ops, [a, b]) => ops.matmul(a, b),
  },
  {
    title: 'matmul of each image',
    inputs: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    compute: (ops, [a, b]) => ops.matmul(a, b),
  },
  {
    title: 'matmul of four axes',
    inputs: [
      [2, 3, 2, 4],
      [2, 3, 4, 5],
    ],
    compute: (ops, [a, b]) => ops.matmul(a, b),
  },
  {
    title: 'a constant of four axes, added',
    inputs: [[2, 2, 2, 3]],
    compute: (ops, [x]) =>
      ops.addBroadcast(x, ops.constant('offsets', { shape: [1, 2, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) })),
  },
  {
    title: 'linear on sequences',
    inputs: [[4, 2, 3]],
    compute: (ops, [x]) => ops.linear(x, { name: 'l', in: 3, out: 5 }),
  },
  { title: 'flatten', inputs: [[2, 3, 2, 4]], compute: (ops, [x]) => ops.flatten(x) },
  {
    title: 'linear without bias',
    inputs: [[4, 3]],
    compute: (ops, [x]) => ops.linear(x, { name: 'l', in: 3, out: 5, bias: false }),
  },
  {
    title: 'linear on four axes',
    inputs: [[2, 4, 2, 3]],
    compute: (ops, [x]) => ops.linear(x, { name: 'l', in: 3, out: 5 }),
  },
  {
    title: 'embedding of one number an image',
    inputs: [[5]],
    compute: (ops, [ids]) => ops.embedding(ids, { name: 'e', count: 4, width: 3 }),
    adapt: ([ids]) => wholeNumbers(ids, 4),
  },
  {
    title: 'embedding of texts',
    inputs: [[2, 4]],
    compute: (ops, [ids]) => ops.embedding(ids, { name: 'e', count: 7, width: 3, bare: true }),
    adapt: ([ids]) => wholeNumbers(ids, 7),
  },
  {
    title: 'attention: weights over a sequence, and what they choose',
    inputs: [
      [3, 5, 4],
      [3, 2],
    ],
    compute: (ops, [features, state]) => {
      const keys = ops.linear(features, { name: 'x', in: 4, out: 6 });
      const query = ops.reshape(ops.linear(state, { name: 's', in: 2, out: 6, bias: false }), [0, 1, 6]);
      const energy = ops.linear(ops.tanh(ops.addBroadcast(keys, query)), { name: 'w', in: 6, out: 1 });
      const weights = ops.transpose(ops.softmax(energy, 1), [0, 2, 1]);
      return ops.reshape(ops.matmul(weights, features), [0, 4]);
    },
  },
];
