import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, LoadedNetwork } from '../../../models/engines/engine.ts';
import { startEngine } from '../../../models/engines/registry.ts';
import { decodeImage } from '../../../models/image/decode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { inventionOf, strength } from '../../../models/restoration/invention.ts';
import { variantsOf } from '../../../models/restoration/invention-variants.ts';
import { tsrnInput, tsrnOutput } from '../../../models/image/tensors.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { type RestoringOptions, restoreCrops } from '../../../models/restoration/restorer.ts';
import { defaultModel, loadModel } from '../../../models/weights/catalogue.ts';
import { noise } from '../image/noise.ts';

/** The networks made up here shall be seen as they are. */
const RAW = {
  toInput: (rasters: readonly Raster[]) => tsrnInput(rasters, false),
  toPictures: tsrnOutput,
  mode: 'compatible',
} as const;
const WIDTH = 20;
const HEIGHT = 16;

/** Levels from 64 to 191, so that a change of exposure clips nothing. */
const crop: Raster = {
  width: WIDTH,
  height: HEIGHT,
  data: noise(3 * WIDTH * HEIGHT, 7).map((level) => 64 + level / 2),
};

/** A network that repeats every pixel twice each way, then does as it likes with the planes of each image. */
const doubling = (meddle: (planes: Float32Array, input: Float32Array) => void = () => undefined): LoadedNetwork => ({
  run({ x }) {
    const { shape, data } = x as TensorData;
    const [n = 0, , height = 0, width = 0] = shape;
    const size = 3 * height * width;
    const output = new Float32Array(4 * n * size);
    for (let image = 0; image < n; image++) {
      const input = data.subarray(image * size, (image + 1) * size);
      const planes = output.subarray(4 * image * size, 4 * (image + 1) * size);
      planes.forEach((_, i) => {
        const [x, y, plane] = [
          i % (2 * width),
          Math.floor(i / (2 * width)) % (2 * height),
          Math.floor(i / (4 * height * width)),
        ];
        planes[i] = input[plane * height * width + Math.floor(y / 2) * width + Math.floor(x / 2)] as number;
      });
      meddle(planes, input);
    }
    return Promise.resolve({ y: { shape: [n, 3, 2 * height, 2 * width], data: output } });
  },
  dispose: () => Promise.resolve(),
});

async function inventionBy(network: LoadedNetwork) {
  const [restoration] = await restoreCrops(network, RAW, [crop]);
  if (!restoration) throw new Error('nothing was restored');
  return inventionOf(network, RAW, crop, restoration);
}

/** Where the map is above `least`, as the smallest box of `x` and `y`. */
function marked({ map, width }: { map: Float32Array; width: number }, least: number) {
  const places = [...map.keys()].filter((i) => (map[i] as number) > least);
  const [xs, ys] = [places.map((i) => i % width), places.map((i) => Math.floor(i / width))];
  return { x: [Math.min(...xs), Math.max(...xs)], y: [Math.min(...ys), Math.max(...ys)] };
}

describe('inventionOf', () => {
  test('an enlargement that adds nothing is hardly marked', async () => {
    const { width, height, map, variance } = await inventionBy(doubling());
    expect([width, height, map.length]).toEqual([40, 32, 1280]);
    // What is left is the noise that the copies were given.
    expect(variance).toBeLessThan(0.006);
  });

  test('a stroke that the input has not is marked, and only there', async () => {
    // Columns 12 to 15 of rows 8 to 23 in black.
    const withStroke = doubling((planes) => {
      planes.forEach((_, i) => {
        const [x, y] = [i % 40, Math.floor(i / 40) % 32];
        if (x >= 12 && x < 16 && y >= 8 && y < 24) planes[i] = 0;
      });
    });
    const [plain, stroke] = [await inventionBy(doubling()), await inventionBy(withStroke)];
    expect(stroke.inconsistency).toBeGreaterThan(plain.inconsistency + 0.02);
    const { x, y } = marked(stroke, 0.95);
    // One LR pixel, two of the restoration, farther at most: so far do shrinking and the shifted copies blur it.
    expect(Math.abs((x[0] as number) - 12)).toBeLessThanOrEqual(2);
    expect(Math.abs((x[1] as number) - 15)).toBeLessThanOrEqual(2);
    expect(Math.abs((y[0] as number) - 8)).toBeLessThanOrEqual(2);
    expect(Math.abs((y[1] as number) - 23)).toBeLessThanOrEqual(2);
  });

  test('what hangs on noise is marked even where it fits the input', async () => {
    // One level of the first pixel decides whether columns 20 to 23 are lighter above and darker below, or the other way.
    const decide = (input: Float32Array) => Math.round(255 * (input[0] as number)) % 2 === 0;
    const wavering = doubling((planes, input) => {
      const sign = decide(input) ? 1 : -1;
      planes.forEach((value, i) => {
        const [x, y] = [i % 40, Math.floor(i / 40) % 32];
        if (x >= 20 && x < 24) planes[i] = value + sign * (y % 2 === 0 ? 0.15 : -0.15);
      });
    });
    const [plain, invention] = [await inventionBy(doubling()), await inventionBy(wavering)];
    expect(invention.variance).toBeGreaterThan(3 * plain.variance);
    expect(marked(invention, 0.99).x[0]).toBeGreaterThanOrEqual(18);
    expect(marked(invention, 0.99).x[1]).toBeLessThanOrEqual(25);
  });

  test('is the same every time', async () => {
    const [first, second] = [await inventionBy(doubling()), await inventionBy(doubling())];
    expect(first).toEqual(second);
  });
});

test('no copy is clipped, and each is a different one', () => {
  const white: Raster = { width: 4, height: 4, data: new Uint8Array(48).fill(255) };
  const black: Raster = { width: 4, height: 4, data: new Uint8Array(48) };
  for (const { gain, offset } of variantsOf(white)) {
    expect(gain + offset).toBeLessThanOrEqual(1);
    expect(offset).toBeGreaterThanOrEqual(0);
  }
  expect(variantsOf(black)).toHaveLength(9);
  expect(new Set(variantsOf(crop).map((variant) => Buffer.from(variant.crop.data).toString('hex'))).size).toBe(9);
});

test('either sign is enough, and small differences are noise', () => {
  expect(strength(0.02, 0)).toBe(0);
  expect(strength(0.2, 0)).toBe(1);
  expect(strength(0, 0.05)).toBe(1);
  expect(strength(0.11, 0.025)).toBeCloseTo(0.75);
});

describe('with the shipped weights', () => {
  let engine: Engine;
  let network: LoadedNetwork;
  let restoring: RestoringOptions;
  beforeAll(async () => {
    engine = await startEngine('onnx', 'inference');
    const { card, weights } = await loadModel(await defaultModel('tsrn'));
    network = await engine.load(card.network, weights);
    restoring = {
      toInput: (rasters) => tsrnInput(rasters, card.network.mask === true),
      toPictures: tsrnOutput,
      mode: 'correct',
    };
  });
  afterAll(() => engine.stop());

  test('the most marked tenth of the sample pictures is farther from the truth than the least marked half', async () => {
    const places: { mark: number; error: number }[] = [];
    for (const name of ['easy/?/bakery', 'easy/?/price-3-75', 'medium/?/no-127', 'hard/?/eleanor']) {
      const [low, truth] = [await demoPicture(name.replace('?', 'lr')), await demoPicture(name.replace('?', 'hr'))];
      const [restoration] = await restoreCrops(network, restoring, [low]);
      if (!restoration) throw new Error('nothing was restored');
      const { map, width, height } = await inventionOf(network, restoring, low, restoration);
      const { data } = resizeBicubic(truth, width, height);
      map.forEach((mark, i) => {
        const levels = [3 * i, 3 * i + 1, 3 * i + 2];
        const error = levels.reduce(
          (sum, at) => sum + Math.abs((restoration.raster.data[at] as number) - (data[at] as number)),
          0,
        );
        places.push({ mark, error });
      });
    }
    places.sort((a, b) => b.mark - a.mark);
    const meanError = (some: typeof places) => some.reduce((sum, { error }) => sum + error, 0) / some.length;
    const most = meanError(places.slice(0, places.length / 10));
    const least = meanError(places.slice(places.length / 2));
    expect(most).toBeGreaterThan(least);
  });
});

async function demoPicture(name: string): Promise<Raster> {
  const path = fileURLToPath(new URL(`../../../resources/demo/${name}.png`, import.meta.url));
  return decodeImage(await readFile(path), name);
}
