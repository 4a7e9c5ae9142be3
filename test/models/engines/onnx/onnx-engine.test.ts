import { runForward } from '../../../../models/engines/finite-output.ts';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CRNN_DEFAULTS } from '../../../../models/networks/crnn/crnn.ts';
import type { Engine, LoadedNetwork } from '../../../../models/engines/engine.ts';
import { OnnxPool, poolSettings } from '../../../../models/engines/onnx/pool.ts';
import { onnxProblem } from '../../../../models/engines/onnx/replica.ts';
import { engineModule } from '../../../../models/engines/onnx/onnx-engine.ts';
import { inferNetwork, type NetworkConfig } from '../../../../models/networks/registry.ts';
import type { TensorData } from '../../../../models/base/tensor.ts';
import { TSRN_DEFAULTS } from '../../../../models/networks/tsrn/tsrn.ts';
import { readCheckpoint } from '../../../../models/weights/checkpoint.ts';
import { randomTensor, randomWeights } from '../../interpreters/onnx/random-weights.ts';
import { goldenPath, readGolden, relativeError } from '../../../support/golden.ts';
import { expectProblem } from '../../weights/expect-problem.ts';

const TSRN: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS, blocks: 1, hidden: 8 };
const CRNN: NetworkConfig = { network: 'crnn', ...CRNN_DEFAULTS, hidden: 8 };

let engine: Engine;
beforeAll(async () => {
  vi.stubEnv('PALIMPSEST_ONNX_PROVIDER', 'cpu');
  engine = await engineModule.start();
});
afterAll(async () => {
  await engine.stop();
  vi.unstubAllEnvs();
});
afterEach(() => vi.restoreAllMocks());

/** Image n of a batch, as a batch of its own. */
function image({ shape, data }: TensorData, n: number): TensorData {
  const size = data.length / (shape[0] ?? 1);
  return { shape: [1, ...shape.slice(1)], data: data.slice(n * size, (n + 1) * size) };
}

test('says what it computes on', async () => {
  expect(engine.device).toMatch(/^CPU, \d+ threads$/);
  expect(await engineModule.probe()).toEqual({ usable: true, device: engine.device });
});

describe('published networks', () => {
  test.each([
    ['tsrn.pth', 'tsrn_io.safetensors', 'eval.y'],
    ['crnn_legacy.pth', 'crnn_io.safetensors', 'eval.logits'],
  ])('%s computes what the published code computes', async (checkpoint, golden, output) => {
    const weights = await readCheckpoint(goldenPath(checkpoint));
    const tensors = await readGolden(golden);
    const network = await engine.load(inferNetwork(weights), weights);
    const actual = await runForward(network, tensors.tensor('x'));
    await network.dispose();
    expect(actual.shape).toEqual(tensors.tensor(output).shape);
    expect(relativeError(actual.data, tensors.tensor(output).data)).toBeLessThan(1e-5);
  });
});

describe('batches and concurrent calls', () => {
  test('a batch that is cut into pieces equals its images one by one', async () => {
    const network = await engine.load(TSRN, randomWeights(TSRN));
    const input = randomTensor([11, 4, 16, 64], 5);
    const output = await runForward(network, input);
    expect(output.shape).toEqual([11, 4, 32, 128]);
    for (let n = 0; n < 11; n++) {
      const alone = await runForward(network, image(input, n));
      expect(relativeError(image(output, n).data, alone.data)).toBeLessThan(1e-6);
    }
    await network.dispose();
  });

  test('also where the batch is not the first axis of the output', async () => {
    const network = await engine.load(CRNN, randomWeights(CRNN));
    const input = randomTensor([5, 1, 32, 100], 6);
    const { shape, data } = await runForward(network, input);
    expect(shape).toEqual([26, 5, 37]);
    for (let n = 0; n < 5; n++) {
      const alone = await runForward(network, image(input, n));
      const column = Array.from({ length: 26 }, (_, t) => [...data.subarray((t * 5 + n) * 37, (t * 5 + n + 1) * 37)]);
      expect(relativeError(column.flat(), alone.data)).toBeLessThan(1e-6);
    }
    await network.dispose();
  });

  test('concurrent calls of many shapes each get their own result', async () => {
    const network = await engine.load(TSRN, randomWeights(TSRN));
    const inputs = Array.from({ length: 12 }, (_, i) => randomTensor([1 + (i % 3), 4, 16, 16 + 7 * i], i + 1));
    const together = await Promise.all(inputs.map((input) => runForward(network, input)));
    for (const [i, input] of inputs.entries()) {
      const alone = await runForward(network, input);
      expect(together[i]?.shape).toEqual(alone.shape);
      expect(together[i]?.data).toEqual(alone.data);
    }
    await network.dispose();
  });

  test('the input stays with the caller, unchanged', async () => {
    const network = await engine.load(TSRN, randomWeights(TSRN));
    const input = randomTensor([1, 4, 16, 16], 9);
    const copy = input.data.slice();
    await runForward(network, input);
    expect(input.data).toEqual(copy);
    await network.dispose();
  });

  test('disposing waits for work in hand', async () => {
    const network = await engine.load(TSRN, randomWeights(TSRN));
    const running = runForward(network, randomTensor([8, 4, 16, 64], 2));
    await network.dispose();
    expect((await running).shape).toEqual([8, 4, 32, 128]);
    await expectProblem('engine-failed', () => runForward(network, randomTensor([1, 4, 16, 16], 2)));
  });
});

describe('what goes wrong', () => {
  const good = randomTensor([1, 4, 16, 16], 3);
  let network: LoadedNetwork;
  beforeAll(async () => {
    network = await engine.load(TSRN, randomWeights(TSRN));
  });

  test('weights of another network', async () => {
    await expectProblem('wrong-checkpoint', () => engine.load(CRNN, randomWeights(TSRN)));
  });

  test('an input of another number of channels, after which the network still works', async () => {
    const problem = await expectProblem('engine-failed', () => runForward(network, randomTensor([1, 3, 16, 16], 1)));
    expect(problem.message).toContain('index: 1 Got: 3 Expected: 4');
    expect((await runForward(network, good)).shape).toEqual([1, 4, 32, 32]);
  });

  test('an empty batch', async () => {
    await expectProblem('bad-argument', () => runForward(network, randomTensor([0, 4, 16, 16], 1)));
  });

  test('a graph that is none', async () => {
    await expectProblem('engine-failed', () => OnnxPool.open(new Uint8Array(100), poolSettings('cpu', 100)));
  });

  test('a provider that does not exist', async () => {
    const problem = await expectProblem('engine-failed', () =>
      OnnxPool.open(new Uint8Array(100), poolSettings('abacus', 100)),
    );
    expect(problem.message).toContain('abacus');
  });

  test('a thread that dies fails the call in hand, and the next call gets another thread', async () => {
    // The call never reaches its thread, which therefore cannot answer before it dies.
    const posted = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(() => undefined);
    const running = runForward(network, good);
    await vi.waitFor(() => expect(posted).toHaveBeenCalled());
    const [worker] = posted.mock.contexts as Worker[];
    await Promise.all([worker?.terminate(), expectProblem('engine-failed', () => running)]);
    expect((await runForward(network, good)).shape).toEqual([1, 4, 32, 32]);
  });

  test('a thread that died while it was idle is replaced', async () => {
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    await runForward(network, good);
    for (const worker of new Set(posted.mock.contexts as Worker[])) await worker.terminate();
    expect((await runForward(network, good)).shape).toEqual([1, 4, 32, 32]);
  });

  test.each([
    [
      '[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Failed to allocate memory for requested buffer of size 9.',
      'out-of-memory',
    ],
    ['std::bad_alloc', 'out-of-memory'],
    ['[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions for input: x', 'engine-failed'],
  ])('%s is %s', (message, code) => {
    const problem = onnxProblem(message, 'cpu');
    expect(problem.code).toBe(code);
    expect(problem.message).not.toContain('ONNXRuntimeError');
  });
});

describe('how many sessions', () => {
  const MEGABYTE = 2 ** 20;

  test.each([
    [
      { provider: 'cpu', model: 3 * MEGABYTE, cores: 2 },
      { replicas: 2, threads: 1 },
    ],
    [
      { provider: 'cpu', model: 3 * MEGABYTE, cores: 8 },
      { replicas: 8, threads: 1 },
    ],
    [
      { provider: 'cpu', model: 33 * MEGABYTE, cores: 2 },
      { replicas: 2, threads: 1 },
    ],
    [
      { provider: 'cpu', model: 33 * MEGABYTE, cores: 16 },
      { replicas: 4, threads: 4 },
    ],
    [
      { provider: 'cpu', model: 2000 * MEGABYTE, cores: 8 },
      { replicas: 1, threads: 8 },
    ],
    [
      { provider: 'cuda', model: 3 * MEGABYTE, cores: 8 },
      { replicas: 1, threads: 8 },
    ],
  ])('%j gets %j', ({ provider, model, cores }, expected) => {
    expect(poolSettings(provider, model, cores)).toEqual({ provider, ...expected });
  });
});
