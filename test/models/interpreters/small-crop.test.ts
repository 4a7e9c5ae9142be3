import { runForward } from '../../../models/engines/finite-output.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../models/engines/registry.ts';
import { inferNetwork } from '../../../models/networks/registry.ts';
import type { StateDict, TensorData } from '../../../models/base/tensor.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { inferenceEngines, skipUnlessUsable, withEngine } from '../../support/engines.ts';
import { goldenPath, readGolden, relativeError } from '../../support/golden.ts';

/**
 * The golden tensors take minutes on a software graphics adapter. A corner of them does not, and onnxruntime, which equals
 * the published code on all of them (`test/models/engines/onnx/onnx-engine.test.ts`), says what the corner gives.
 */
const CASES = [
  { checkpoint: 'tsrn.pth', golden: 'tsrn_io.safetensors', height: 4, width: 8 },
  { checkpoint: 'crnn_legacy.pth', golden: 'crnn_io.safetensors', height: 32, width: 4 },
];
const others = (await inferenceEngines()).filter(({ id }) => id !== 'onnx');

/** The upper left corner of the first image. */
function corner({ shape, data }: TensorData, height: number, width: number): TensorData {
  const [, planes = 0, rows = 0, columns = 0] = shape;
  const values = Array.from({ length: planes * height * width }, (_, i) => {
    const [plane, row] = [Math.floor(i / (height * width)), Math.floor(i / width) % height];
    return data[(plane * rows + row) * columns + (i % width)] as number;
  });
  return { shape: [1, planes, height, width], data: Float32Array.from(values) };
}

describe.each(CASES)('$checkpoint on a crop of $width×$height', ({ checkpoint, golden, height, width }) => {
  let weights: StateDict;
  let input: TensorData;
  let expected: TensorData;
  beforeAll(async () => {
    weights = await readCheckpoint(goldenPath(checkpoint));
    input = corner((await readGolden(golden)).tensor('x'), height, width);
    expect(input.data.some((value) => value !== input.data[0])).toBe(true);
    const onnx = await startEngine('onnx', 'inference');
    expected = await runForward(await onnx.load(inferNetwork(weights), weights), input);
    await onnx.stop();
  });

  test.for(others)('on $id', async (listed, context) => {
    skipUnlessUsable(listed, context);
    await withEngine(listed, async (engine) => {
      const network = await engine.load(inferNetwork(weights), weights);
      const { shape, data } = await runForward(network, input);
      await network.dispose();
      expect(shape).toEqual(expected.shape);
      expect(relativeError(data, expected.data)).toBeLessThan(1e-4);
    });
  });
});
