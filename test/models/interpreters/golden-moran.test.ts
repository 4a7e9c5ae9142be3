import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { StateDict, TensorData } from '../../../models/base/tensor.ts';
import type { Ops } from '../../../models/interpreters/ops.ts';
import { moranNetwork } from '../../../models/networks/moran/descriptor.ts';
import { attendable, convolved, type MoranConfig } from '../../../models/networks/moran/moran.ts';
import type { Graph } from '../../../models/networks/network.ts';
import { registerNetwork, type NetworkConfig } from '../../../models/networks/registry.ts';
import { bestTexts, searchBeams, type SearchRules } from '../../../models/recognition/attention-decoding.ts';
import { inferenceEngines, startedFor } from '../../support/engines.ts';
import { formulaWeights } from '../../support/formula-weights.ts';
import { readGolden, relativeError, type Golden } from '../../support/golden.ts';

const END = 36;
const STEPS = 20;
const configOf = (corners: string): NetworkConfig => ({
  network: 'moran',
  alphabet: LATIN_36,
  alignCorners: corners === 'corners',
});

const engines = await inferenceEngines();
let golden: Golden;
let weights: StateDict;
beforeAll(async () => {
  golden = await readGolden('moran_io.safetensors');
  weights = formulaWeights(configOf('corners'), 2);
});

/**
 * MORAN in parts, each from what the published code gave to it: recurrences with these weights make a hundred times as much
 * of what float32 rounded before them.
 */
const PARTS: NetworkConfig = { ...configOf('corners'), network: 'moran-parts' };
let forget: () => void;
beforeAll(() => {
  const convolve: Graph<MoranConfig> = {
    inputs: { x: { example: () => [1, 1, 32, 100], free: { 0: 'batch' } } },
    outputs: ['convolved'],
    compute: <T>(ops: Ops<T>, _config: MoranConfig, { x }: Readonly<Record<string, T>>) => ({
      convolved: convolved(ops, x as T),
    }),
  };
  const recur: Graph<MoranConfig> = {
    inputs: { x: { example: () => [1, 512, 1, 25], free: { 0: 'batch' } } },
    outputs: ['features', 'keysL2R', 'keysR2L'],
    compute: <T>(ops: Ops<T>, _config: MoranConfig, { x }: Readonly<Record<string, T>>) => ({
      ...attendable(ops, x as T),
    }),
  };
  const { leftToRight, rightToLeft } = moranNetwork.graphs as Record<string, Graph<MoranConfig>>;
  const graphs = { convolve, recur, leftToRight, rightToLeft } as Record<string, Graph<MoranConfig>>;
  forget = registerNetwork({ ...moranNetwork, id: PARTS.network, optionalTensors: /^MORN\./, graphs });
});
afterAll(() => forget());

describe.each(engines)('MORAN on $id equals the published code', (listed) => {
  const need = startedFor(listed);

  const errorsOf = (context: TestContext, corners: string) => {
    need(context);
    return (name: string, data: ArrayLike<number>) => {
      return relativeError(data, golden.tensor(`${corners}.${name}`).data);
    };
  };

  test.for(['corners', 'no_corners'])('%s: rectification and features', async (corners, context: TestContext) => {
    const errorOf = errorsOf(context, corners);
    const network = await need(context).load(configOf(corners), weights);
    const encoded = (await network.run({ x: golden.tensor('x') }, 'encode')) as Record<string, TensorData>;
    expect(errorOf('rectified', (encoded.rectified as TensorData).data)).toBeLessThan(1e-4);
    // These weights make ten times as much of what float32 rounded in the rectified picture.
    expect(errorOf('features', columnsFirst(encoded.features as TensorData).data)).toBeLessThan(1e-3);
    await network.dispose();
  });

  test.for(['corners', 'no_corners'])(
    '%s: features, and logits in both directions, of the rectified picture',
    async (corners, context: TestContext) => {
      const errorOf = errorsOf(context, corners);
      const network = await need(context).load(PARTS, weights);
      const { convolved: map } = await network.run({ x: golden.tensor(`${corners}.rectified`) }, 'convolve');
      expect(errorOf('conv', (map as TensorData).data)).toBeLessThan(1e-4);
      const encoded = (await network.run({ x: golden.tensor(`${corners}.conv`) }, 'recur')) as Record<
        string,
        TensorData
      >;
      const features = encoded.features as TensorData;
      expect(errorOf('features', columnsFirst(features).data)).toBeLessThan(1e-4);

      for (const [graph, keys, name] of [
        ['leftToRight', 'keysL2R', 'l2r_logits'],
        ['rightToLeft', 'keysR2L', 'r2l_logits'],
      ] as const) {
        const { shape, data } = golden.tensor(`${corners}.${name}`);
        const [images, , classes] = shape as [number, number, number];
        const logits = new Float32Array(data.length);
        // No class ends the text here, as the golden logits go on for all steps.
        const rules: SearchRules = { beams: 1, longest: STEPS, end: -1, start: 0, offset: 1 };
        let t = 0;
        const steps = await searchBeams(
          {
            state: { shape: [images, 256], data: new Float32Array(images * 256) },
            async step(previous, state) {
              const memory = { features, keys: encoded[keys] as TensorData };
              const after = (await network.run({ ...memory, previous, state }, graph)) as Record<
                'logits' | 'next',
                TensorData
              >;
              for (let n = 0; n < images; n++) {
                logits.set(after.logits.data.subarray(n * classes, (n + 1) * classes), (n * STEPS + t) * classes);
              }
              t++;
              return after;
            },
          },
          rules,
        );
        expect(errorOf(name, logits)).toBeLessThan(1e-4);
        const chosen = bestTexts(steps, rules, false).flatMap((text) => text.classes);
        const greedy = Array.from({ length: images * STEPS }, (_, row) => {
          const values = data.subarray(row * classes, (row + 1) * classes);
          return values.indexOf(Math.max(...values));
        });
        expect(chosen).toEqual(greedy);
        expect(Math.max(...greedy)).toBeLessThanOrEqual(END);
      }
      await network.dispose();
    },
  );
});

/** (N, T, C) → (T, N, C). */
function columnsFirst({ shape, data }: TensorData): TensorData {
  const [n, t, c] = shape as [number, number, number];
  const result = new Float32Array(data.length);
  for (let image = 0; image < n; image++) {
    for (let column = 0; column < t; column++) {
      const from = (image * t + column) * c;
      result.set(data.subarray(from, from + c), (column * n + image) * c);
    }
  }
  return { shape: [t, n, c], data: result };
}
