import { asProblem, Problem } from '../base/problem.ts';
import type { Engine, EngineId, EngineModule, EngineReport } from './engine.ts';

/** Every engine, loaded only when it is asked for. Adding one: its module, and one line here and in `EngineId`. */
export const ENGINE_MODULES: Record<EngineId, () => Promise<EngineModule>> = {
  onnx: async () => (await import('./onnx/onnx-engine.ts')).engineModule,
  tensorflow: async () => (await import('./tensorflow/tensorflow-engine.ts')).engineModule,
  webgpu: async () => (await import('./webgpu/webgpu-engine.ts')).engineModule,
  wasm: async () => (await import('./wasm/wasm-engine.ts')).engineModule,
};

export const ENGINE_IDS = Object.keys(ENGINE_MODULES) as EngineId[];

export type EnginePurpose = 'inference' | 'training';

/** Fastest first, as measured; the last one works everywhere. */
const ORDER: Record<EnginePurpose, readonly EngineId[]> = {
  inference: ['onnx', 'tensorflow', 'webgpu', 'wasm'],
  training: ['tensorflow', 'webgpu', 'wasm'],
};

/**
 * What each engine says of this computer, in the order of `ENGINE_IDS`; one after another, because some measure. Never
 * throws.
 */
export async function probeAll(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const id of ENGINE_IDS) reports.push(await (await ENGINE_MODULES[id]()).probe());
  return reports;
}

/**
 * Starts the engine `id`, or with `auto` the first usable one in the order of preference. A software GPU adapter is
 * never chosen by `auto`, because the processor itself is faster. Throws `engine-unusable` with the exact reason, or for
 * `auto` with the reason of every engine tried.
 */
export async function startEngine(id: EngineId | 'auto', purpose: EnginePurpose): Promise<Engine> {
  if (id !== 'auto') return startNamed(id, purpose);
  const reasons: string[] = [];
  for (const candidate of ORDER[purpose]) {
    const engineModule = await ENGINE_MODULES[candidate]();
    const report = await engineModule.probe();
    if (report.usable && report.slow) {
      reasons.push(`${candidate}: ${report.device}`);
      continue;
    }
    if (!report.usable) {
      reasons.push(`${candidate}: ${report.problem.sentence}`);
      continue;
    }
    try {
      return await engineModule.start();
    } catch (thrown) {
      reasons.push(`${candidate}: ${asProblem(thrown, 'It').message}`);
    }
  }
  throw new Problem(
    'engine-unusable',
    `No engine can do ${purpose} on this computer. ${reasons.join(' ')}`,
    'Run `palimpsest doctor` for each engine and its cure.',
  );
}

async function startNamed(id: EngineId, purpose: EnginePurpose): Promise<Engine> {
  const load = (ENGINE_MODULES as Partial<typeof ENGINE_MODULES>)[id];
  if (!load) {
    throw new Problem('bad-argument', `There is no engine ${id}.`, `Choose one of ${ENGINE_IDS.join(', ')} or auto.`);
  }
  const engineModule = await load();
  if (purpose === 'training' && !engineModule.canTrain) {
    throw new Problem(
      'engine-unusable',
      `The ${id} engine cannot train.`,
      `Choose one of ${ORDER.training.join(', ')} or auto.`,
    );
  }
  return engineModule.start();
}
