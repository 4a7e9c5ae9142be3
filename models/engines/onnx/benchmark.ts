import { exportOnnx } from '../../interpreters/onnx/onnx-ops.ts';
import { exampleInput, networkSpec, type NetworkConfig } from '../../networks/registry.ts';
import { sizeOf, type StateDict, type TensorData } from '../../base/tensor.ts';
import { tsrnNetwork } from '../../networks/tsrn/descriptor.ts';
import { TSRN_DEFAULTS } from '../../networks/tsrn/tsrn.ts';
import { runForward } from '../finite-output.ts';
import { OnnxPool, poolSettings } from './pool.ts';

/** What a provider made of the benchmark: how fast, and the first output image, to be compared with another's. */
export interface BenchmarkResult {
  imagesPerSecond: number;
  output: readonly number[];
}

const BATCH = 8;
const ENOUGH_MS = 1000;
const NETWORK: NetworkConfig = { network: tsrnNetwork.id, ...TSRN_DEFAULTS };

/**
 * Runs a TSRN of arbitrary but always the same weights on 8 crops of 16×64 at a time, for about a second. Providers that
 * prepare themselves for each input shape are judged on one that they have seen; `onFirstBatch` is called when they have. Throws `engine-failed`, `out-of-memory`.
 */
export async function benchmarkProvider(provider: string, onFirstBatch?: () => void): Promise<BenchmarkResult> {
  const random = uniform();
  const model = exportOnnx(NETWORK, arbitraryWeights(random));
  const pool = await OnnxPool.open(model, poolSettings(provider, model.length));
  try {
    const shape = [BATCH, ...exampleInput(NETWORK).slice(1)];
    const input = { shape, data: Float32Array.from({ length: sizeOf(shape) }, random) };
    const { data } = await runForward(pool, input);
    onFirstBatch?.();
    await runForward(pool, input);
    const start = performance.now();
    let images = 0;
    do {
      await runForward(pool, input);
      images += BATCH;
    } while (performance.now() - start < ENOUGH_MS);
    const imagesPerSecond = (1000 * images) / (performance.now() - start);
    return { imagesPerSecond, output: [...data.subarray(0, data.length / BATCH)] };
  } finally {
    await pool.dispose();
  }
}

/** Of a size that keeps values near 1 through the whole network, as published initialisations have it. */
function arbitraryWeights(random: () => number): StateDict {
  const weights = new Map<string, TensorData>();
  for (const { name, shape, role, fanIn } of networkSpec(NETWORK).parameters) {
    const bound = 1 / Math.sqrt(fanIn);
    const value = (): number => {
      if (role === 'scale' || role === 'running-variance') return 1;
      return role === 'slope' ? 0.25 : bound * (2 * random() - 1);
    };
    weights.set(name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, value) });
  }
  return weights;
}

/** Numbers in 0..1 by the minimal standard generator (Park and Miller, 1988). */
function uniform(): () => number {
  const modulus = 2 ** 31 - 1;
  let state = 1;
  return () => (state = (48271 * state) % modulus) / modulus;
}
