import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CRNN_DEFAULTS } from '../../../models/networks/crnn/crnn.ts';
import { inferNetwork, networkSpec, type NetworkConfig } from '../../../models/networks/registry.ts';
import { sizeOf, type StateDict, type TensorData } from '../../../models/base/tensor.ts';
import { TSRN_DEFAULTS } from '../../../models/networks/tsrn/tsrn.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { matchWeights } from '../../../models/weights/match.ts';
import { expectProblem } from './expect-problem.ts';

const tsrn: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, stn: true };
const small: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, hidden: 2 };

const zeros = (config: NetworkConfig): Map<string, TensorData> =>
  new Map(
    networkSpec(config).parameters.map(({ name, shape }) => [name, { shape, data: new Float32Array(sizeOf(shape)) }]),
  );

let golden: StateDict;
beforeAll(async () => {
  golden = await readCheckpoint(join(import.meta.dirname, '../../fixtures/golden/tsrn.pth'));
});

describe('a published checkpoint', () => {
  it('gives inference its 184 tensors, and training all 239', () => {
    expect(matchWeights(tsrn, golden, 'inference').size).toBe(184);
    expect(matchWeights(tsrn, golden, 'training').size).toBe(239);
    expect(matchWeights({ ...tsrn, stn: false }, golden, 'training').size).toBe(184);
  });

  it('keeps values and the order of the network', () => {
    const matched = matchWeights(tsrn, golden, 'inference');
    expect([...matched.keys()]).toEqual(networkSpec(tsrn).parameters.map((parameter) => parameter.name));
    expect(matched.get('block1.0.weight')?.data).toBe(golden.get('block1.0.weight')?.data);
  });
});

it('one missing tensor of the last block is one missing tensor, also where the network is inferred', async () => {
  for (const name of ['block6.conv1.weight', 'block8.0.conv.bias', 'block7.0.weight']) {
    const state = new Map(golden);
    state.delete(name);
    const config = inferNetwork(state);
    const { message } = await expectProblem('wrong-checkpoint', () => matchWeights(config, state, 'inference'));
    expect(message).toContain(`1 missing: ${name}`);
    expect(message).not.toContain('unexpected');
  }
});

describe('counters', () => {
  it('are filled where an older checkpoint has none, and taken in any scalar shape', () => {
    const state = zeros(small);
    state.delete('block2.bn1.num_batches_tracked');
    state.set('block2.bn2.num_batches_tracked', { shape: [1], data: Float32Array.of(9) });
    const matched = matchWeights(small, state, 'inference');
    expect(matched.get('block2.bn1.num_batches_tracked')).toEqual({ shape: [], data: Float32Array.of(0) });
    expect(matched.get('block2.bn2.num_batches_tracked')).toEqual({ shape: [], data: Float32Array.of(9) });
  });
});

describe('a checkpoint that does not fit', () => {
  it('is refused with what is missing, unexpected and of another shape', async () => {
    const state = zeros(small);
    for (const name of ['block1.0.weight', 'block1.0.bias', 'block1.1.weight', 'block3.0.bias']) state.delete(name);
    state.set('head.weight', { shape: [1], data: new Float32Array(1) });
    state.set('block4.1.bias', { shape: [3], data: new Float32Array(3) });
    const { message } = await expectProblem('wrong-checkpoint', () => matchWeights(small, state, 'inference', 'x.pth'));
    expect(message).toContain('x.pth does not fit TSRN');
    expect(message).toContain('4 missing: block1.0.weight, block1.0.bias, block1.1.weight, and 1 more');
    expect(message).toContain('1 unexpected: head.weight');
    expect(message).toContain('1 of another shape: block4.1.bias (3) where (4) is expected');
  });

  it('is refused when it is another network’s', async () => {
    const crnn: NetworkConfig = { network: 'crnn', ...CRNN_DEFAULTS };
    const { message } = await expectProblem('wrong-checkpoint', () => matchWeights(crnn, golden, 'inference'));
    expect(message).toMatch(/46 missing: .*239 unexpected/);
  });

  it('is refused for training with half an alignment network', async () => {
    const state = new Map(golden);
    state.delete('tps.inverse_kernel');
    const { message } = await expectProblem('wrong-checkpoint', () => matchWeights(tsrn, state, 'training'));
    expect(message).toContain('1 missing: tps.inverse_kernel');
    expect(matchWeights(tsrn, state, 'inference').size).toBe(184);
  });

  it('is refused when training diverged', async () => {
    const state = zeros(small);
    state.set('block1.0.bias', { shape: [4], data: Float32Array.of(0, NaN, 0, 0) });
    const { message } = await expectProblem('wrong-checkpoint', () => matchWeights(small, state, 'inference'));
    expect(message).toContain('block1.0.bias');
  });
});
