import { availableParallelism } from 'node:os';
import { asProblem, Problem } from '../../base/problem.ts';
import { graphsOf, networkTitle } from '../../networks/registry.ts';
import type { Engine, EngineModule, EngineProbe } from '../engine.ts';
import type { OnnxPool } from './pool.ts';

/**
 * onnxruntime on the graph that we export: the fastest inference nearly everywhere, by its fused graph and a session for
 * each core, or a provider that was measured to be faster still. It computes forward only.
 */
export const engineModule: EngineModule = { id: 'onnx', title: 'ONNX Runtime', turn: { inference: 1 }, probe, start };

const DEVICES: Readonly<Record<string, string>> = {
  webgpu: 'GPU (WebGPU)',
  cuda: 'NVIDIA GPU (CUDA)',
  dml: 'GPU (DirectML)',
  coreml: 'Apple GPU and Neural Engine (CoreML)',
};

async function probe(): Promise<EngineProbe> {
  try {
    return { usable: true, device: deviceText(await provider()) };
  } catch (thrown) {
    return { usable: false, problem: asProblem(thrown, 'The ONNX engine').toData() };
  }
}

async function start(): Promise<Engine> {
  const chosen = await provider();
  const open = new Set<OnnxPool>();
  return {
    id: engineModule.id,
    device: deviceText(chosen),
    async load(config, weights) {
      const { exportOnnx } = await import('../../interpreters/onnx/onnx-ops.ts');
      const { OnnxPool, poolSettings } = await import('./pool.ts');
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
          throw new Problem('no-such-graph', { network: networkTitle(config), graph });
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
    throw new Problem('onnxruntime-not-loading', { detail: (thrown as Error).message }, { cause: thrown });
  });
  return chooseProvider();
}

const deviceText = (provider: string): string =>
  DEVICES[provider] ?? (provider === 'cpu' ? `CPU, ${availableParallelism()} threads` : provider);
