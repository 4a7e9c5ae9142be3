import { beforeAll, describe, expect, test } from 'vitest';
import parameters from '../../fixtures/golden/network_parameters.json' with { type: 'json' };
import type { StateDict } from '../../../models/base/tensor.ts';
import { inferNetwork, networkOf, networkSpec, type NetworkConfig } from '../../../models/networks/registry.ts';
import type { RecognitionNetwork } from '../../../models/networks/network.ts';

describe.each(['aster', 'moran'] as const)('%s', (id) => {
  const { parameters: count, state: published } = parameters[id];
  let state: StateDict;
  let config: NetworkConfig;
  const network = networkOf(id) as RecognitionNetwork<NetworkConfig, unknown>;
  beforeAll(() => {
    state = new Map(
      Object.entries(published as unknown as Record<string, number[]>).map(([name, shape]) => [
        name,
        { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
      ]),
    );
    config = inferNetwork(state);
  });

  test('is known by the published names, and needs exactly these', () => {
    expect(config.network).toBe(id);
    const spec = networkSpec(config);
    expect(spec.parameterCount).toBe(count);
    const own = spec.parameters.map(({ name, shape }): [string, readonly number[]] => [name, shape]);
    const wanted = [...state].map(([name, { shape }]): [string, readonly number[]] => [name, shape]);
    expect(own.sort()).toEqual(wanted.sort());
  });

  test('knows its published alphabet, and asks for another one', () => {
    expect(network.knowsAlphabet(config)).toBe(true);
    const bare = id === 'aster' ? 'decoder.decoder.fc.weight' : 'ASRN.attentionL2R.generator.weight';
    const other = network.infer(
      new Map([...state, [bare, { shape: [50, 1], data: new Float32Array(50) }]]),
    ) as NetworkConfig;
    expect(network.knowsAlphabet(other)).toBe(false);
    expect(network.alphabet(other)).toHaveLength(id === 'aster' ? 47 : 49);
    expect(network.config.parse(network.withAlphabet(other, ['x', 'y']))).toMatchObject({ alphabet: ['x', 'y'] });
  });

  test('says what its weights may be used for', () => {
    expect(network.licenceNotice).toMatch(/academic research/);
  });
});
