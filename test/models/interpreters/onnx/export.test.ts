import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { CRNN_DEFAULTS } from '../../../../models/networks/crnn/crnn.ts';
import { openSession } from '../../../../models/engines/onnx/session.ts';
import { exportOnnx } from '../../../../models/interpreters/onnx/onnx-ops.ts';
import { InferenceOps } from '../../../../models/interpreters/tensorflow/inference.ts';
import { fromInternal, toInternal } from '../../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { forward, type NetworkConfig } from '../../../../models/networks/registry.ts';
import type { StateDict, TensorData } from '../../../../models/base/tensor.ts';
import { TSRN_DEFAULTS } from '../../../../models/networks/tsrn/tsrn.ts';
import { relativeError } from '../../../support/golden.ts';
import { expectProblem } from '../../weights/expect-problem.ts';
import { randomTensor, randomWeights } from './random-weights.ts';

const TSRN: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, hidden: 8 };
const CRNN: NetworkConfig = { network: 'crnn', ...CRNN_DEFAULTS, hidden: 16 };

async function runOnnx(model: Uint8Array, inputs: readonly TensorData[]): Promise<TensorData[]> {
  const session = await openSession(model, { provider: 'cpu', threads: 1 });
  const outputs: TensorData[] = [];
  for (const input of inputs) outputs.push((await session.run({ x: input })).y as TensorData);
  await session.release();
  return outputs;
}

async function runTensorFlow(config: NetworkConfig, weights: StateDict, input: TensorData): Promise<TensorData> {
  const ops = new InferenceOps(weights);
  const output = tf.tidy(() => forward<tf.Tensor>(ops, config, toInternal(input)));
  const result = await fromInternal(output);
  output.dispose();
  ops.dispose();
  return result;
}

beforeAll(() => tf.setBackend('cpu'));

describe('the exported graph equals the TensorFlow.js interpreter', () => {
  const cases: [name: string, config: NetworkConfig, shapes: readonly (readonly number[])[]][] = [
    [
      'TSRN on any batch, height and width',
      TSRN,
      [
        [1, 4, 16, 37],
        [2, 4, 24, 50],
        [5, 4, 16, 16],
        [1, 4, 1, 1],
      ],
    ],
    [
      'TSRN ×4',
      { ...TSRN, scale: 4 },
      [
        [1, 4, 16, 20],
        [2, 4, 5, 7],
      ],
    ],
    ['TSRN without mask', { ...TSRN, mask: false }, [[2, 3, 16, 24]]],
    ['TSRN ×4 without mask, 2 blocks', { ...TSRN, scale: 4, mask: false, blocks: 2 }, [[1, 3, 8, 12]]],
    ['TSRN of 7 blocks', { ...TSRN, blocks: 7 }, [[1, 4, 16, 18]]],
    ['TSRN of 32 hidden units', { ...TSRN, hidden: 32 }, [[1, 4, 16, 12]]],
    [
      'CRNN on any batch and width',
      CRNN,
      [
        [1, 1, 32, 100],
        [2, 1, 32, 37],
        [3, 1, 32, 4],
      ],
    ],
    ['CRNN with another alphabet', { ...CRNN, alphabet: ['α', 'β', 'γ'] }, [[1, 1, 32, 50]]],
  ];

  test.each(cases)('%s', async (_name, config, shapes) => {
    const weights = randomWeights(config);
    const inputs = shapes.map((shape, i) => randomTensor(shape, i + 1));
    const outputs = await runOnnx(exportOnnx(config, weights), inputs);
    for (const [i, input] of inputs.entries()) {
      const expected = await runTensorFlow(config, weights, input);
      const actual = outputs[i];
      expect(actual?.shape).toEqual(expected.shape);
      expect(relativeError(actual?.data ?? [], expected.data), `input ${input.shape.join('×')}`).toBeLessThan(1e-5);
    }
  });
});

describe('the exported file', () => {
  const textOf = (model: Uint8Array) => Buffer.from(model).toString('latin1');

  test('names producer, configuration, given metadata and published parameters', () => {
    const text = textOf(exportOnnx(TSRN, randomWeights(TSRN), { 'palimpsest.weights': 'abc123' }));
    for (const part of [
      'palimpsest',
      JSON.stringify(TSRN),
      'palimpsest.weights',
      'abc123',
      'block1.0.weight',
      'block1.1.weight',
      'output_width',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('is the same for the same weights', () => {
    const weights = randomWeights(TSRN);
    expect(exportOnnx(TSRN, weights)).toEqual(exportOnnx(TSRN, weights));
  });

  test('holds no batch normalisation, as it is folded', () => {
    for (const config of [TSRN, CRNN]) {
      const text = textOf(exportOnnx(config, randomWeights(config)));
      expect(text).not.toContain('BatchNormalization');
      expect(text).not.toContain('running_mean');
    }
  });

  test('is unaffected by an alignment network in the weights', () => {
    const weights = randomWeights(TSRN);
    const withAlignment = new Map([...weights, ['stn_head.stn_fc2.bias', randomTensor([40], 3)]]);
    expect(exportOnnx(TSRN, withAlignment)).toEqual(exportOnnx(TSRN, weights));
  });
});

describe('weights that do not fit', () => {
  test('missing and wrongly shaped tensors are listed', async () => {
    const weights = new Map(randomWeights(TSRN));
    weights.delete('block2.conv1.weight');
    weights.set('block1.0.bias', randomTensor([3], 1));
    const problem = await expectProblem('wrong-checkpoint', () => exportOnnx(TSRN, weights));
    expect(problem.message).toContain('block2.conv1.weight');
    expect(problem.message).toContain('block1.0.bias');
  });

  test('another network', async () => {
    await expectProblem('wrong-checkpoint', () => exportOnnx(CRNN, randomWeights(TSRN)));
  });
});
