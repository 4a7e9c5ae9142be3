import { availableParallelism } from 'node:os';
import { exportOnnx } from '../../interpreters/onnx/onnx-ops.ts';
import { asProblem, Problem } from '../../base/problem.ts';
import type { Engine, EngineModule, EngineReport } from '../engine.ts';
import { OnnxPool } from './pool.ts';
import { poolSettings } from './replication.ts';

/** onnxruntime on the graph that we export: the fastest inference nearly everywhere. */
export const engineModule: EngineModule = { id: 'onnx', canTrain: false, probe, start };

const DEVICES: Readonly<Record<string, string>> = {
  webgpu: 'GPU (WebGPU)',
  cuda: 'NVIDIA GPU (CUDA)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple GPU and Neural Engine (CoreML)',
};

async function probe(): Promise<EngineReport> {
  try {
    return { id: 'onnx', canTrain: false, usable: true, device: deviceText(await provider()) };
  } catch (thrown) {
    const problem = asProblem(thrown, 'The ONNX engine');
    return { id: 'onnx', canTrain: false, usable: false, problem: problem.toData() };
  }
}

async function start(): Promise<Engine> {
  const chosen = await provider();
  const pools = new Set<OnnxPool>();
  return {
    id: 'onnx',
    device: deviceText(chosen),
    async load(config, weights) {
      const model = exportOnnx(config, weights);
      const pool = await OnnxPool.open(model, poolSettings(chosen, model.length));
      pools.add(pool);
      return {
        run: (input) => pool.run(input),
        async dispose() {
          pools.delete(pool);
          await pool.dispose();
        },
      };
    },
    async stop() {
      await Promise.all([...pools].map((pool) => pool.dispose()));
      pools.clear();
    },
  };
}

/** Loaded late, so that a system on which onnxruntime's library does not load gets a reason. */
async function provider(): Promise<string> {
  const { chooseProvider } = await import('./providers.ts').catch((thrown: unknown) => {
    throw new Problem(
      'engine-unusable',
      `onnxruntime does not load on this computer: ${(thrown as Error).message}.`,
      'Use another engine.',
      { cause: thrown },
    );
  });
  return chooseProvider();
}

const deviceText = (provider: string): string =>
  DEVICES[provider] ?? (provider === 'cpu' ? `CPU, ${availableParallelism()} threads` : provider);
