import { describe, expect, test } from 'vitest';
import parameters from '../../fixtures/golden/network_parameters.json' with { type: 'json' };
import type { StateDict } from '../../../models/base/tensor.ts';
import { inferNetwork, networkSpec, untoldOf } from '../../../models/networks/registry.ts';
import { draftCard } from '../../../models/weights/card-draft.ts';
import { matchWeights } from '../../../models/weights/match.ts';

const PUBLISHED = Object.entries(parameters).filter(([key]) =>
  /^(srcnn|vdsr|srresnet|edsr|rdn|esrgan|lapsrn)\./.test(key),
);
const stateOf = (shapes: object): StateDict =>
  new Map(
    Object.entries(shapes as Record<string, number[]>).map(([name, shape]) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );
const facts = (key: string) => ({ subject: `${key}.pth`, sha256: '0'.repeat(64) });

describe.each(PUBLISHED)('%s', (key, { parameters: count, state: shapes }) => {
  test('is known by the published names, with its size', () => {
    const state = stateOf(shapes);
    const [network, scale] = [key.split('.')[0], key.endsWith('x4') ? 4 : 2];
    const inferred = inferNetwork(state);
    const settings = 'scale' in untoldOf(inferred) ? { scale } : {};
    const config = draftCard(state, { ...facts(key), settings }).network;
    expect(config).toMatchObject({ network, scale, mask: key.includes('mask'), stn: false });
    // Of LapSRN's ×2 the second level is not used.
    const unused = [...state].filter(([name]) => key === 'lapsrn.x2' && /^convt_[IRF]2\./.test(name));
    const left = count - unused.reduce((sum, [, { data }]) => sum + data.length, 0);
    expect(networkSpec(config).parameterCount).toBe(left);
    expect(matchWeights(config, state, 'training').size).toBe(state.size - unused.length);
  });
});

test('what weights do not tell is set by a person, and nothing else', () => {
  const state = stateOf(parameters['srcnn.x2'].state);
  const draft = (settings: Record<string, unknown>) => () => draftCard(state, { ...facts('srcnn'), settings }).network;
  expect(draft({})()).toMatchObject({ scale: 2 });
  expect(draft({ scale: 4 })()).toMatchObject({ scale: 4, features: 64 });
  expect(draft({ features: 3 })).toThrow(/no setting “features”/);
  expect(draft({ scale: 3 })).toThrow(/3 is no scale/);
  const reader = stateOf(parameters.moran.state);
  expect(draftCard(reader, { ...facts('moran'), settings: { alignCorners: false } }).network).toMatchObject({
    alignCorners: false,
  });
});
