import { describe, expect, test } from 'vitest';
import type { Tensors } from '../../../../models/networks/network.ts';
import {
  AttentionReader,
  type AttentionReaderOptions,
} from '../../../../models/recognition/readers/attention-reader.ts';
import type { Raster } from '../../../../models/image/raster.ts';

const ALPHABET = [...'abc'];
const END = 3;
const UNKNOWN = 4;

const picture = (): Raster => ({ width: 2, height: 1, data: new Uint8Array(6) });

/** A network whose decoders write fixed classes with a fixed logit, whatever the picture. */
function speaking(texts: Readonly<Record<string, { classes: number[]; logit: number }>>, runs: string[] = []) {
  return {
    run(inputs: Tensors, graph = 'forward'): Promise<Tensors> {
      if (graph === 'encode') {
        runs.push(graph);
        const features = { shape: [inputs.x?.shape[0] ?? 0, 1], data: new Float32Array(inputs.x?.shape[0] ?? 0) };
        return Promise.resolve({ features, keys: features, others: features });
      }
      const { state } = inputs;
      const at = state?.data[0] ?? 0;
      const rows = state?.shape[0] ?? 0;
      const { classes = [], logit = 0 } = texts[graph] ?? {};
      const data = new Float32Array(5 * rows);
      for (let row = 0; row < rows; row++) data[5 * row + (classes[at] ?? END)] = logit;
      const next = { shape: [rows, 1], data: new Float32Array(rows).fill(at + 1) };
      return Promise.resolve({ logits: { shape: [rows, 5], data }, next });
    },
    dispose: () => Promise.resolve(),
  };
}

const optionsOf = (network: AttentionReaderOptions['network'], more: Partial<AttentionReaderOptions> = {}) => ({
  ...{ id: 'test', network, card: { title: 'Test', sha256: '0' }, alphabet: ALPHABET, stateWidth: 1 },
  ...{ directions: [{ graph: 'step', keys: 'keys', backwards: false }], perClass: false },
  ...{ beams: 1, longest: 5, end: END, start: 9, offset: 0 },
  toInput: (images: readonly Raster[]) => ({ shape: [images.length, 1], data: new Float32Array(images.length) }),
  ...more,
});

describe('an attention reader', () => {
  test('writes characters with their confidences, and leaves signs out', async () => {
    const network = speaking({ step: { classes: [0, UNKNOWN, 2], logit: 3 } });
    const [reading] = await new AttentionReader(optionsOf(network)).read([picture()]);
    expect(reading?.text).toBe('ac');
    const sure = Math.exp(3) / (Math.exp(3) + 4);
    expect(reading?.confidence).toBeCloseTo(sure, 5);
    expect(reading?.characters.map(({ confidence }) => confidence.toFixed(5))).toEqual(Array(2).fill(sure.toFixed(5)));
  });

  test('an empty text is as sure as its end', async () => {
    const [reading] = await new AttentionReader(optionsOf(speaking({ step: { classes: [], logit: 2 } }))).read([
      picture(),
    ]);
    expect(reading).toMatchObject({ text: '', characters: [] });
    expect(reading?.confidence).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 4), 5);
  });

  test('of two directions the surer counts, and what was written backwards is turned', async () => {
    const network = speaking({ ahead: { classes: [0, 1], logit: 1 }, back: { classes: [2, 1, 0], logit: 4 } });
    const directions = [
      { graph: 'ahead', keys: 'keys', backwards: false },
      { graph: 'back', keys: 'others', backwards: true },
    ];
    const [reading] = await new AttentionReader(optionsOf(network, { directions })).read([picture()]);
    expect(reading?.text).toBe('abc');
    expect(reading?.characters.map(({ character }) => character).join('')).toBe('abc');
  });

  test('reads many pictures in batches, one reading each', async () => {
    const runs: string[] = [];
    const reader = new AttentionReader(optionsOf(speaking({ step: { classes: [1], logit: 5 } }, runs), { beams: 3 }));
    const readings = await reader.read(Array.from({ length: 20 }, picture));
    expect(readings.map(({ text }) => text)).toEqual(Array(20).fill('b'));
    expect(runs).toEqual(['encode', 'encode']);
  });

  test('values that are no numbers are an error, not a text', async () => {
    const network = speaking({ step: { classes: [1], logit: NaN } });
    await expect(new AttentionReader(optionsOf(network)).read([picture()])).rejects.toMatchObject({
      code: 'engine-failed',
    });
  });
});
