import { runForward } from '../../../models/engines/finite-output.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  fromInternal,
  toInternal,
  type TensorFlowOps,
} from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { InferenceOps } from '../../../models/interpreters/tensorflow/inference.ts';
import { inferNetwork, type NetworkConfig } from '../../../models/networks/registry.ts';
import type { StateDict } from '../../../models/base/tensor.ts';
import { clipFactor, globalNorm } from '../../../models/training/clip.ts';
import { disposeGradients, trainingGradients } from '../../../models/training/gradients.ts';
import { NetworkParameters } from '../../../models/training/parameters.ts';
import { publishedData } from '../../../models/training/published-data.ts';
import { align, CONTROL_POINTS, localise } from '../../../models/networks/alignment.ts';
import { tsrnLoss } from '../../../models/networks/tsrn/loss.ts';
import { gruBlock, sequentialResidualBlock } from '../../../models/networks/tsrn/tsrn.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { startedFor, trainingEngines } from '../../support/engines.ts';
import { goldenPath, readGolden, relativeError, type Golden } from '../../support/golden.ts';

const engines = await trainingEngines();
let golden: Golden;
let weights: StateDict;
let config: NetworkConfig;
beforeAll(async () => {
  [golden, weights] = await Promise.all([readGolden('tsrn_io.safetensors'), readCheckpoint(goldenPath('tsrn.pth'))]);
  config = inferNetwork(weights);
});

describe.each(engines)('TSRN on $id equals the published code', (listed) => {
  const need = startedFor(listed);

  /** Relative error of a computation on the golden tensor `from` against the golden tensor `name`. */
  async function errorOf(name: string, from: string, compute: (ops: TensorFlowOps, x: tf.Tensor) => tf.Tensor) {
    const ops = new InferenceOps(weights);
    const y = tf.tidy(() => compute(ops, toInternal(golden.tensor(from))));
    const { data } = await fromInternal(y);
    y.dispose();
    ops.dispose();
    return relativeError(data, golden.tensor(name).data);
  }

  test('inference output', async (context) => {
    const network = await need(context).load(config, weights);
    const { shape, data } = await runForward(network, golden.tensor('x'));
    await network.dispose();
    expect(shape).toEqual(golden.tensor('eval.y').shape);
    expect(relativeError(data, golden.tensor('eval.y').data)).toBeLessThan(1e-4);
  });

  test('shallow features, a residual block, a GRU block', async (context) => {
    need(context);
    const shallow = await errorOf('eval.block1', 'x', (ops, x) =>
      ops.prelu(ops.conv2d(x, { name: 'block1.0', in: 4, out: 64, kernel: 9, padding: 4 }), { name: 'block1.1' }),
    );
    expect(shallow).toBeLessThan(1e-4);
    const residual = await errorOf('eval.block2', 'eval.block1', (ops, x) =>
      sequentialResidualBlock(ops, 'block2', 64, x),
    );
    expect(residual).toBeLessThan(1e-4);
    const gru = await errorOf('eval.block2.gru2', 'eval.block1', (ops, x) =>
      gruBlock(ops, 'block2.gru2', 64, 'width', x),
    );
    expect(gru).toBeLessThan(1e-4);
  });

  test('alignment: stretched input, control points, rectified image', async (context) => {
    need(context);
    expect(await errorOf('stn.resized', 'x', (ops, x) => ops.resizeBilinear(x, 32, 64))).toBeLessThan(1e-5);
    const points = await errorOf('stn.control_points', 'stn.resized', (ops, x) => localise(ops, 4, x));
    expect(points).toBeLessThan(1e-4);
    const spline = { name: 'tps', controlPoints: CONTROL_POINTS, margin: 0.05, height: 16, width: 64 };
    const rectified = await errorOf('stn.rectified', 'stn.resized', (ops, x) =>
      ops.thinPlateSpline(x, toInternal(golden.tensor('stn.control_points')), spline),
    );
    expect(rectified).toBeLessThan(1e-4);
    const aligned = await errorOf('stn.rectified', 'x', (ops, x) => align(ops, 4, { height: 16, width: 64 }, x));
    expect(aligned).toBeLessThan(1e-4);
  });

  test('training: output, loss and its parts, gradients and their norm', async (context) => {
    need(context);
    const parameters = new NetworkParameters(config, weights);
    const [x, target] = [toInternal(golden.tensor('x')), toInternal(golden.tensor('hr'))] as [tf.Tensor4D, tf.Tensor4D];
    let output: tf.Tensor | undefined;
    const result = trainingGradients(parameters, x, (y) => {
      output = tf.keep(tf.clone(y));
      const { loss, mse, gradientProfile } = tsrnLoss(y as tf.Tensor4D, target);
      return { loss, parts: { mse, gradientProfile } };
    });
    const { data } = await fromInternal(output as tf.Tensor);
    expect(relativeError(data, golden.tensor('train.y').data)).toBeLessThan(1e-3);
    const parts = { 'train.loss': result.loss, 'train.mse': result.parts.get('mse') };
    const scalars = { ...parts, 'train.gradient_profile_loss': result.parts.get('gradientProfile') };
    for (const [name, scalar] of Object.entries(scalars)) {
      const values = await (scalar as tf.Tensor).data();
      expect(relativeError(values, golden.tensor(name).data), name).toBeLessThan(1e-3);
    }

    // The published gradients were taken after clipping.
    const norm = globalNorm(result.gradients.values());
    const normData = await norm.data();
    expect(relativeError(normData, golden.tensor('grad_norm').data)).toBeLessThan(1e-3);
    const scale = clipFactor(normData[0] as number, 0.25);
    const names = golden.namesUnder('grad.');
    expect(names).toHaveLength(11);
    for (const name of names) {
      const { shape, data } = await publishedData(result.gradients.get(name) as tf.Tensor);
      expect(shape, name).toEqual(golden.tensor(`grad.${name}`).shape);
      const clipped = data.map((value) => value * scale);
      expect(relativeError(clipped, golden.tensor(`grad.${name}`).data), name).toBeLessThan(1e-3);
    }
    disposeGradients(result);
    tf.dispose([x, target, output, norm]);
    parameters.dispose();
  });
});
