import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { runForward } from '../../../models/engines/finite-output.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { inferNetwork, type NetworkConfig } from '../../../models/networks/registry.ts';
import type { StateDict } from '../../../models/base/tensor.ts';
import { evaluateCtc, meanCtcLoss } from '../../../models/recognition/ctc-training.ts';
import { disposeGradients, trainingGradients, trainingOutput } from '../../../models/training/gradients.ts';
import { NetworkParameters } from '../../../models/training/parameters.ts';
import { publishedData } from '../../../models/training/published-data.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { startedFor, trainingEngines } from '../../support/engines.ts';
import { goldenPath, readGolden, relativeError, type Golden } from '../../support/golden.ts';

const LABELS = ['abc', '2018', 'hello'].map((text) => Array.from(text, (c) => LATIN_36.indexOf(c) + 1));

const engines = await trainingEngines();
let golden: Golden;
let weights: StateDict;
let config: NetworkConfig;
beforeAll(async () => {
  [golden, weights] = await Promise.all([
    readGolden('crnn_io.safetensors'),
    readCheckpoint(goldenPath('crnn_legacy.pth')),
  ]);
  config = inferNetwork(weights);
});

describe.each(engines)('CRNN on $id equals the published code', (listed) => {
  const need = startedFor(listed);

  test('inference logits', async (context) => {
    const network = await need(context).load(config, weights);
    const { shape, data } = await runForward(network, golden.tensor('x'));
    await network.dispose();
    expect(shape).toEqual(golden.tensor('eval.logits').shape);
    expect(relativeError(data, golden.tensor('eval.logits').data)).toBeLessThan(1e-4);
    const classes = shape[2] as number;
    const best = Array.from({ length: data.length / classes }, (_, row) => {
      const values = data.subarray(row * classes, (row + 1) * classes);
      return values.indexOf(Math.max(...values));
    });
    expect(best).toEqual([...golden.tensor('eval.argmax').data]);
  });

  test('training: logits, CTC loss and its gradient, gradients of parameters', async (context) => {
    need(context);
    const parameters = new NetworkParameters(config, weights);
    const x = toInternal(golden.tensor('x')) as tf.Tensor4D;
    const logits = trainingOutput(parameters, x);
    const values = (await logits.data()) as Float32Array;
    expect(relativeError(values, golden.tensor('train.logits').data)).toBeLessThan(1e-4);

    const ahead = evaluateCtc(values, logits.shape, LABELS);
    const dLogits = ahead.gradient.map((value) => value / LABELS.length);
    expect(relativeError(dLogits, golden.tensor('train.dlogits').data)).toBeLessThan(1e-3);

    // Once with the logits read in the middle of the pass, once with the loss known ahead.
    for (const known of listed.id === 'webgpu' ? [ahead] : [undefined, ahead]) {
      const result = trainingGradients(parameters, x, (y) => ({ loss: meanCtcLoss(y as tf.Tensor3D, LABELS, known) }));
      const loss = await result.loss.data();
      expect(relativeError(loss, golden.tensor('train.ctc_loss_mean_over_batch').data)).toBeLessThan(1e-4);
      const names = golden.namesUnder('grad.');
      expect(names).toHaveLength(3);
      for (const name of names) {
        const { data } = await publishedData(result.gradients.get(name) as tf.Tensor);
        expect(relativeError(data, golden.tensor(`grad.${name}`).data), name).toBeLessThan(1e-3);
      }
      disposeGradients(result);
    }
    tf.dispose([x, logits]);
    parameters.dispose();
  });
});
