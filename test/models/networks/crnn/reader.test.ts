import { LATIN_36 } from '../../../../models/recognition/alphabet.ts';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../../models/image/raster.ts';
import { CrnnReader } from '../../../../models/networks/crnn/reader.ts';
import type { Tensors } from '../../../../models/networks/network.ts';
import type { TensorData } from '../../../../models/base/tensor.ts';

const CLASSES = LATIN_36.length + 1;

/** A crop of one grey level, which the fake network below "reads" as the letter of that level. */
function crop(level: number, width: number, height = 32): Raster {
  return { width, height, data: new Uint8Array(3 * width * height).fill(level) };
}

/** Answers one letter per image, told by its grey level, and remembers what it was given. */
class FakeNetwork {
  readonly inputs: TensorData[] = [];
  disposed = false;
  readonly #letterOf: (mean: number) => number;

  constructor(letterOf: (mean: number) => number) {
    this.#letterOf = letterOf;
  }

  run({ x: input = { shape: [], data: new Float32Array() } }: Tensors): Promise<Tensors> {
    this.inputs.push(input);
    const [n = 0, , , width = 0] = input.shape;
    const frames = Math.floor(width / 4) + 1;
    const data = new Float32Array(frames * n * CLASSES);
    const size = input.data.length / n;
    for (let image = 0; image < n; image++) {
      const mean = input.data.subarray(image * size, (image + 1) * size).reduce((sum, v) => sum + v, 0) / size;
      for (let t = 0; t < frames; t++) data[(t * n + image) * CLASSES + (t === 1 ? this.#letterOf(mean) : 0)] = 20;
    }
    return Promise.resolve({ y: { shape: [frames, n, CLASSES], data } });
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}

function reader(network: FakeNetwork, mode: 'correct' | 'compatible') {
  const card = {
    title: 'CRNN for tests',
    sha256: 'ab'.repeat(32),
    network: { alphabet: LATIN_36, hidden: 256 },
    input: { width: 100, mean: 0.5, std: 0.25 },
  };
  return new CrnnReader({ network, card, mode });
}

describe('CrnnReader', () => {
  it('keeps the order of crops that it reads in batches of one width', async () => {
    // (x − 0.5) / 0.25: level 51·k is the letter k.
    const network = new FakeNetwork((mean) => Math.round((mean * 0.25 + 0.5) * 5));
    const crops = [crop(51, 128), crop(102, 800), crop(153, 90), crop(204, 800), crop(51, 3000, 10)];
    const readings = await reader(network, 'correct').read(crops);
    expect(readings.map(({ text }) => text)).toEqual(['0', '1', '2', '3', '0']);
    expect(network.inputs.map(({ shape }) => shape)).toEqual([
      [2, 1, 32, 100],
      [2, 1, 32, 400],
      [1, 1, 32, 4800],
    ]);
    expect(readings[0]?.characters).toEqual([{ character: '0', confidence: readings[0]?.confidence }]);
    expect(readings[0]?.confidence).toBeGreaterThan(0.99);
  });

  it('scales grey as the card says', async () => {
    const network = new FakeNetwork(() => 1);
    await reader(network, 'correct').read([crop(255, 64), crop(0, 64)]);
    const values = new Set(network.inputs[0]?.data);
    expect(values).toEqual(new Set([2, -2]));
  });

  it('squeezes every crop to 32×100 in 0..1 in compatible mode', async () => {
    const network = new FakeNetwork(() => 1);
    await reader(network, 'compatible').read([crop(255, 640), crop(51, 40, 16)]);
    expect(network.inputs.map(({ shape }) => shape)).toEqual([[2, 1, 32, 100]]);
    const data = network.inputs[0]?.data ?? new Float32Array();
    data.forEach((value, i) => expect(value).toBeCloseTo(i < 3200 ? 1 : 0.2, 5));
  });

  it('bounds the memory of long lines and large sets', async () => {
    const network = new FakeNetwork(() => 1);
    const crops = [...Array.from({ length: 150 }, () => crop(0, 10, 10)), crop(0, 60_000, 1)];
    const readings = await reader(network, 'correct').read(crops);
    expect(readings).toHaveLength(151);
    expect(network.inputs.map(({ shape }) => [shape[0], shape[3]])).toEqual([
      [64, 100],
      [64, 100],
      [22, 100],
      [1, 8192],
    ]);
  });

  it('reads nothing from no images, and frees its network', async () => {
    const network = new FakeNetwork(() => 1);
    const crnn = reader(network, 'correct');
    expect(await crnn.read([])).toEqual([]);
    await crnn.dispose();
    expect(network.disposed).toBe(true);
    expect(crnn).toMatchObject({ id: 'crnn', title: 'CRNN for tests', weightsSha256: 'ab'.repeat(32) });
  });
});
