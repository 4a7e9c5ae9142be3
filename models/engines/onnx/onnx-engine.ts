import { availableParallelism } from 'node:os';
import { exportOnnx } from '../../interpreters/onnx/onnx-ops.ts';
import { asProblem, Problem } from '../../base/problem.ts';
import { graphsOf, networkTitle } from '../../networks/registry.ts';
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
  const open = new Set<OnnxPool>();
  return {
    id: 'onnx',
    device: deviceText(chosen),
    async load(config, weights) {
      const pools = new Map<string, OnnxPool>();
      const dispose = async () => {
        for (const pool of pools.values()) open.delete(pool);
        await Promise.all([...pools.values()].map((pool) => pool.dispose()));
      };
      try {
        for (const graph of graphsOf(config)) {
          const model = exportOnnx(config, weights, {}, graph);
          const pool = await OnnxPool.open(model, poolSettings(chosen, model.length));
          pools.set(graph, pool);
          open.add(pool);
        }
      } catch (thrown) {
        await dispose();
        throw thrown;
      }
      return {
        async run(inputs, graph = 'forward') {
          const pool = pools.get(graph);
          if (pool) return pool.run(inputs);
          throw new Problem('bad-argument', `${networkTitle(config)} has no graph ${graph}.`, 'Name one that it has.');
        },
        dispose,
      };
    },
    async stop() {
      await Promise.all([...open].map((pool) => pool.dispose()));
      open.clear();
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
