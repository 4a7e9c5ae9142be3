import type { Ops } from '../../../models/interpreters/ops.ts';
import { sequentialResidualBlock } from '../../../models/networks/tsrn/tsrn.ts';
import type { Given, OperationCase } from './operation-case.ts';

/** Recurrent layers. */
export const recurrentCases: readonly OperationCase[] = [
  ...(['height', 'width'] as const).map((along) => ({
    title: `bidirectionalGru along the ${along}`,
    inputs: [[2, 3, 4, 5]],
    compute: <T>(ops: Ops<T>, [x]: Given<T>) => ops.bidirectionalGru(x, { name: 'g', in: 3, hidden: 2, along }),
  })),
  {
    title: 'bidirectionalLstm',
    inputs: [[5, 2, 3]],
    compute: (ops, [x]) => ops.bidirectionalLstm(x, { name: 'l', in: 3, hidden: 2 }),
  },
  ...(['gru', 'lstm'] as const).flatMap((kind) =>
    [false, true].map((bidirectional): OperationCase => ({
      title: `${kind} over a sequence ${bidirectional ? 'in both directions' : 'forwards'}`,
      inputs: [[5, 2, 3]],
      compute: (ops, [x]) => ops[kind](x, { name: 'l', in: 3, hidden: 2, bidirectional }),
    })),
  ),
  {
    title: 'two layers of lstm under one name, and a cell of the second',
    inputs: [
      [4, 2, 3],
      [2, 2],
    ],
    compute: (ops, [x, state]) => {
      const first = ops.lstm(x, { name: 'l', in: 3, hidden: 2, bidirectional: true });
      const second = ops.lstm(first, { name: 'l', in: 4, hidden: 2, bidirectional: true, layer: 1 });
      const last = ops.reshape(ops.slice(second, 0, 3, 4), [-1, 4]);
      return ops.gruCell(last, state, { name: 'c', in: 4, hidden: 2, layer: 1 });
    },
  },
  {
    title: 'lstm over one step',
    inputs: [[1, 2, 3]],
    compute: (ops, [x]) => ops.lstm(x, { name: 'l', in: 3, hidden: 2 }),
  },
  {
    title: 'gruCell',
    inputs: [
      [3, 4],
      [3, 2],
    ],
    compute: (ops, [x, state]) => ops.gruCell(x, state, { name: 'c', in: 4, hidden: 2 }),
  },
  {
    title: 'lstmCell: state and memory',
    inputs: [
      [3, 4],
      [3, 2],
      [3, 2],
    ],
    compute: (ops, [x, state, memory]) => {
      const after = ops.lstmCell(x, { state, memory }, { name: 'c', in: 4, hidden: 2 });
      return ops.concat([after.state, after.memory], 1);
    },
  },
  {
    title: 'two steps of one gruCell',
    inputs: [
      [2, 3],
      [2, 2],
    ],
    compute: (ops, [x, state]) => {
      const layer = { name: 'c', in: 3, hidden: 2 };
      return ops.gruCell(x, ops.gruCell(x, state, layer), layer);
    },
  },
  {
    title: 'bidirectionalGru after a 1×1 convolution with a stride',
    inputs: [[2, 2, 5, 4]],
    compute: (ops, [x]) => {
      const narrow = ops.conv2d(x, { name: 'c', in: 2, out: 3, kernel: 1, padding: 0, stride: [2, 1], bias: false });
      return ops.bidirectionalGru(narrow, { name: 'g', in: 3, hidden: 2, along: 'width' });
    },
  },
  {
    title: 'a sequential residual block',
    inputs: [[2, 4, 3, 4]],
    compute: (ops, [x]) => sequentialResidualBlock(ops, 'block', 4, x),
  },
];
