import { describe, expect, test } from 'vitest';
import { runForward } from '../../../../models/engines/finite-output.ts';
import { type TensorData, sizeOf } from '../../../../models/base/tensor.ts';
import { inferNetwork, type NetworkConfig } from '../../../../models/networks/registry.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';
import { inferenceEngines, skipUnlessUsable, withEngine } from '../../../support/engines.ts';

const CONFIG: NetworkConfig = { network: 'tsrn', scale: 2, mask: true, blocks: 1, hidden: 4, stn: false, skip: true };
const LAST = 'block4.1';
const engines = await inferenceEngines();

/** Weights whose detail is nothing and whose enlargement repeats each pixel: the centre of all four phases. */
function repeating() {
  const weights = new Map(initialWeights(CONFIG, 1));
  for (const name of [`${LAST}.weight`, `${LAST}.bias`, 'skip.weight']) {
    const { shape } = weights.get(name) as TensorData;
    weights.set(name, { shape, data: new Float32Array(sizeOf(shape)) });
  }
  const skip = weights.get('skip.weight') as TensorData;
  for (let out = 0; out < 16; out++) skip.data[(out * 4 + Math.floor(out / 4)) * 25 + 12] = 1;
  return weights;
}

describe('TSRN with a skip connection', () => {
  test('is known by its tensor', () => {
    const weights = repeating();
    expect(inferNetwork(weights)).toEqual(CONFIG);
    weights.delete('skip.weight');
    expect(inferNetwork(weights)).not.toHaveProperty('skip');
  });

  test.for(engines)('adds its detail to the enlarged input on $id', async (listed, context) => {
    skipUnlessUsable(listed, context);
    const x = { shape: [1, 4, 3, 5], data: Float32Array.from({ length: 60 }, (_, i) => i / 60) };
    const y = await withEngine(listed, async (engine) => {
      const network = await engine.load(CONFIG, repeating());
      const output = await runForward(network, x);
      await network.dispose();
      return output;
    });
    expect(y.shape).toEqual([1, 4, 6, 10]);
    const repeated = Float32Array.from({ length: 240 }, (_, i) => {
      const [plane, row, column] = [Math.floor(i / 60), Math.floor((i % 60) / 10), i % 10];
      return x.data[plane * 15 + Math.floor(row / 2) * 5 + Math.floor(column / 2)] as number;
    });
    expect(Math.max(...y.data.map((value, i) => Math.abs(value - (repeated[i] as number))))).toBeLessThan(1e-5);
  });
});
