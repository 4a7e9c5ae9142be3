import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { palimpsest, workFolder } from './support.ts';

const folder = workFolder();

describe('doctor', () => {
  test('has a line for every engine: its speed, or why it cannot be used', async () => {
    const run = await palimpsest(['doctor', '--json'], { env: { PALIMPSEST_DATA: folder('empty') } });
    const [{ engines, software, tensorflowPack }] = run.records as [
      {
        software: string;
        tensorflowPack: { installed: boolean };
        engines: {
          engine: string;
          usable: boolean;
          imagesPerSecond?: number;
          imagesPerSecondBelow?: number;
          problem?: { sentence: string; cure: string };
        }[];
      },
    ];
    expect(engines.map(({ engine }) => engine).sort()).toEqual(['onnx', 'tensorflow', 'wasm', 'webgpu']);
    for (const { usable, imagesPerSecond, imagesPerSecondBelow = 0, problem } of engines) {
      if (usable) expect(imagesPerSecond ?? imagesPerSecondBelow).toBeGreaterThan(0);
      else expect(`${problem?.sentence} ${problem?.cure}`).toMatch(/.+\. \w.+\./);
    }
    expect(software).toMatch(/^Palimpsest \d/);
    expect(tensorflowPack.installed).toBe(false);
    const tensorflow = engines.find(({ engine }) => engine === 'tensorflow');
    expect(tensorflow).toMatchObject({
      usable: false,
      problem: { cure: expect.stringContaining('engine install tensorflow') as string },
    });
    expect(run.code).toBe(0);
  });
});

describe('engine', () => {
  const env = () => ({ PALIMPSEST_DATA: folder('engines') });

  test('lists engines with the reason where one is not usable', async () => {
    const run = await palimpsest(['engine', 'list'], { env: env() });
    expect(run.stdout).toMatch(/^onnx +inference +yes/m);
    expect(run.stdout).toMatch(/^tensorflow +inference, training +no +The TensorFlow engine pack is not installed/m);
  });

  test.each([
    [['install', 'tensorflow'], 2, /built from one wheel.*--wheel FILE/],
    [['install', 'onnx', '--wheel', 'x'], 2, /onnx has no pack/],
    [['install', 'tensorflow', '--wheel', '/nowhere/tensorflow.whl'], 2, /\/nowhere\/tensorflow\.whl does not exist/],
  ])('%j is refused with a reason', async (args, code, message) => {
    const run = await palimpsest(['engine', ...args], { env: env() });
    expect(run.stderr).toMatch(message);
    expect(run.code).toBe(code);
  });

  test('a file that is no wheel leaves nothing behind', async () => {
    await writeFile(folder('cat.whl'), 'meow');
    const run = await palimpsest(['engine', 'install', 'tensorflow', '--wheel', folder('cat.whl')], { env: env() });
    expect(run.stderr).toMatch(/^error: .*cat\.whl.*\n$/);
    expect(run.code).not.toBe(0);
    const removed = await palimpsest(['engine', 'remove', 'tensorflow'], { env: env() });
    expect(removed.stdout).toContain('There was no TensorFlow engine pack.');
    const told = await palimpsest(['engine', 'remove', 'tensorflow', '--json'], { env: env() });
    expect(told.records).toEqual([{ type: 'removed', removed: false }]);
  });
});
