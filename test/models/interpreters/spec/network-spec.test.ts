import { describe, expect, test } from 'vitest';
import { isTrained, specOf } from '../../../../models/interpreters/spec/network-spec.ts';
import type { Ops } from '../../../../models/interpreters/ops.ts';

type Shape = readonly number[];
type Network = (ops: Ops<Shape>, x: Shape) => Shape;

const POOL = { kernel: [2, 2], stride: [2, 2], padding: [0, 0] } as const;

describe('a walk over shapes', () => {
  const cases: [title: string, input: Shape, network: Network, output: Shape, multiplyAdds: number, names: string[]][] =
    [
      [
        'a convolution without bias and with strides',
        [2, 3, 7, 8],
        (ops, x) => ops.conv2d(x, { name: 'c', in: 3, out: 4, kernel: 3, padding: 1, stride: [2, 1], bias: false }),
        [2, 4, 4, 8],
        2 * 4 * 4 * 8 * 27,
        ['c.weight 4,3,3,3 convolution'],
      ],
      [
        'a transposed convolution: every value meets every weight of its channel once',
        [2, 3, 4, 5],
        (ops, x) =>
          ops.convTranspose2d(x, { name: 't', in: 3, out: 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
        [2, 2, 8, 10],
        2 * 3 * 4 * 5 * 2 * 9,
        ['t.weight 3,2,3,3 convolution', 't.bias 2 bias'],
      ],
      [
        'a GRU cell',
        [3, 4],
        (ops, x) => ops.gruCell(x, [3, 2], { name: 'g', in: 4, hidden: 2 }),
        [3, 2],
        3 * 6 * (4 + 2),
        ['g.weight_ih 6,4 recurrent', 'g.weight_hh 6,2 recurrent', 'g.bias_ih 6 bias', 'g.bias_hh 6 bias'],
      ],
      [
        'an LSTM in one direction',
        [5, 2, 3],
        (ops, x) => ops.lstm(x, { name: 'l', in: 3, hidden: 2 }),
        [5, 2, 2],
        5 * 2 * 8 * (3 + 2),
        ['l.weight_ih_l0 8,3 recurrent', 'l.weight_hh_l0 8,2 recurrent', 'l.bias_ih_l0 8 bias', 'l.bias_hh_l0 8 bias'],
      ],
      [
        'an embedding costs nothing',
        [2, 5],
        (ops, x) => ops.embedding(x, { name: 'e', count: 7, width: 3 }),
        [2, 5, 3],
        0,
        ['e.weight 7,3 linear'],
      ],
      ['a product of matrices', [2, 3, 4], (ops, x) => ops.matmul(x, [2, 4, 5]), [2, 3, 5], 2 * 3 * 4 * 5, []],
      ['average pooling', [1, 2, 5, 7], (ops, x) => ops.averagePool(x, POOL), [1, 2, 2, 3], 0, []],
      ['a reshape', [2, 6, 4], (ops, x) => ops.reshape(x, [0, 3, -1]), [2, 3, 8], 0, []],
    ];

  test.each(cases)('%s', (_title, input, network, output, multiplyAdds, names) => {
    const spec = specOf(input, network);
    expect(spec.output).toEqual(output);
    expect(spec.multiplyAdds).toBe(multiplyAdds);
    expect(spec.parameters.map(({ name, shape, role }) => `${name} ${shape.join()} ${role}`)).toEqual(names);
    expect(spec.parameters.every(isTrained)).toBe(true);
  });
});

describe('shapes that cannot meet are refused', () => {
  const cases: [title: string, input: Shape, network: Network, says: RegExp][] = [
    ['no broadcast', [2, 3], (ops, x) => ops.multiply(x, [2, 2]), /do not broadcast/],
    ['another rank', [2, 3], (ops, x) => ops.subtract(x, [3]), /do not broadcast/],
    ['add stretches nothing', [2, 3], (ops, x) => ops.add(x, [1, 3]), /cannot add/],
    ['an axis that is not there', [2, 3], (ops, x) => ops.softmax(x, 2), /has no axis 2/],
    ['a slice beyond the end', [2, 3], (ops, x) => ops.slice(x, 1, 1, 4), /has no slice 1 to 4/],
    ['parts of other shapes', [2, 3], (ops, x) => ops.concat([x, [3, 3]], 1), /cannot concatenate/],
    ['a reshape that loses values', [2, 3], (ops, x) => ops.reshape(x, [4, -1]), /cannot be reshaped/],
    ['an order that forgets an axis', [2, 3, 4], (ops, x) => ops.transpose(x, [0, 2, 2]), /no order of the axes/],
    ['matrices that do not fit', [2, 3, 4], (ops, x) => ops.matmul(x, [2, 3, 4]), /cannot multiply/],
    ['a grid of another batch', [2, 3, 4, 4], (ops, x) => grid(ops, x, [1, 5, 5, 2]), /needs a grid \(2, height/],
    [
      'a state of another width',
      [2, 3],
      (ops, x) => ops.gruCell(x, [2, 4], { name: 'g', in: 3, hidden: 5 }),
      /g needs states \(2,5\)/,
    ],
    [
      'an output padding of a whole stride',
      [1, 2, 3, 3],
      (ops, x) =>
        ops.convTranspose2d(x, { name: 't', in: 2, out: 2, kernel: 3, stride: 2, padding: 0, outputPadding: 2 }),
      /not less than its stride/,
    ],
  ];
  const grid = (ops: Ops<Shape>, x: Shape, places: Shape) =>
    ops.gridSample(x, places, { alignCorners: true, padding: 'zeros' });

  test.each(cases)('%s', (_title, input, network, says) => {
    expect(() => specOf(input, network)).toThrow(says);
  });
});
