import { describe, expect, test } from 'vitest';
import { networkSpec, type NetworkConfig } from '../../../models/networks/registry.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { TSRN_DEFAULTS } from '../../../models/networks/tsrn/tsrn.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { goldenPath, relativeError } from '../../support/golden.ts';

const config: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, stn: true };
const weights = initialWeights(config, 1);
const valuesOf = (name: string, from = weights): Float32Array => (from.get(name) as TensorData).data;

test('every parameter that training needs is there, in its shape', () => {
  const { parameters } = networkSpec(config, 'training');
  expect([...weights.keys()]).toEqual(parameters.map(({ name }) => name));
  for (const { name, shape } of parameters) expect(weights.get(name)?.shape, name).toEqual(shape);
});

test('the same seed gives the same weights, another one others', () => {
  expect(initialWeights(config, 1)).toEqual(weights);
  expect(valuesOf('block1.0.weight', initialWeights(config, 2))).not.toEqual(valuesOf('block1.0.weight'));
});

test.each([
  ['block1.0.weight', 1 / Math.sqrt(4 * 81)],
  ['block1.0.bias', 1 / Math.sqrt(4 * 81)],
  ['block2.gru1.gru.weight_ih_l0', 1 / Math.sqrt(32)],
  ['block2.gru2.gru.bias_hh_l0_reverse', 1 / Math.sqrt(32)],
])('%s is uniform within ±1/√fan-in', (name, bound) => {
  const values = valuesOf(name);
  const largest = Math.max(...values.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(bound);
  expect(largest).toBeGreaterThan(0.9 * bound);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(deviation / (bound / Math.sqrt(3))).toBeGreaterThan(0.8);
  expect(deviation / (bound / Math.sqrt(3))).toBeLessThan(1.2);
});

describe('alignment network', () => {
  test('its last layer answers fixed control points', () => {
    expect(valuesOf('stn_head.stn_fc2.weight').every((value) => value === 0)).toBe(true);
    const margin = (start: 'correct' | 'compatible') =>
      valuesOf('stn_head.stn_fc2.bias', initialWeights(config, 1, start))[0];
    expect(margin('correct')).toBeCloseTo(0.05, 6);
    expect(margin('compatible')).toBeCloseTo(0.01, 6);
  });

  test('its constants equal those of a published checkpoint', async () => {
    const published = await readCheckpoint(goldenPath('tsrn.pth'));
    const names = ['inverse_kernel', 'target_coordinate_repr', 'target_control_points'].map((name) => `tps.${name}`);
    for (const name of names) expect(relativeError(valuesOf(name), valuesOf(name, published)), name).toBeLessThan(1e-5);
    expect(valuesOf('tps.padding_matrix')).toEqual(valuesOf('tps.padding_matrix', published));
  });
});
