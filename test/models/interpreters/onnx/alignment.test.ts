import { expect, test } from 'vitest';
import { openSession } from '../../../../models/engines/onnx/session.ts';
import { OnnxGraph } from '../../../../models/interpreters/onnx/graph.ts';
import { OnnxOps } from '../../../../models/interpreters/onnx/image-ops.ts';
import { Written } from '../../../../models/interpreters/onnx/values.ts';
import { align } from '../../../../models/networks/alignment.ts';
import { readCheckpoint } from '../../../../models/weights/checkpoint.ts';
import { goldenPath, readGolden, relativeError } from '../../../support/golden.ts';

test('the alignment network as a graph equals the published code, with the constants of the checkpoint', async () => {
  const weights = await readCheckpoint(goldenPath('tsrn.pth'));
  const golden = await readGolden('tsrn_io.safetensors');
  const graph = new OnnxGraph();
  const ops = new OnnxOps(graph, weights);
  const size = { height: 16, width: 64 };
  const aligned = align(ops, 4, size, new Written(graph, 'x'));
  graph.node('Identity', [aligned.plain()], {}, 'y');
  const shape = (prefix: string) => ['batch', 4, `${prefix}height`, `${prefix}width`];
  const inputs = [{ name: 'x', shape: shape('') }];
  const session = await openSession(graph.finish('align', inputs, [{ name: 'y', shape: shape('output_') }], {}), {
    provider: 'cpu',
    threads: 1,
  });
  const { y } = await session.run({ x: golden.tensor('x') });
  await session.release();
  expect(y?.shape).toEqual(golden.tensor('stn.rectified').shape);
  expect(relativeError(y?.data ?? [], golden.tensor('stn.rectified').data)).toBeLessThan(1e-4);
});
