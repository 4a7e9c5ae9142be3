import { availableParallelism } from 'node:os';
import { asProblem, Problem } from '../../base/problem.ts';
import { runCheck } from '../child-check.ts';
import type { Engine, EngineModule, EngineProbe } from '../engine.ts';
import { readPack, tensorflowPackFolder } from '../pack/pack-folder.ts';

/**
 * Native TensorFlow, from an engine pack that the user installs: every core and the widest vectors, so the fastest engine
 * for training (a tenth of the time that `wasm` takes for a step).
 */
export const engineModule: EngineModule = {
  id: 'tensorflow',
  title: 'TensorFlow',
  turn: { inference: 2, training: 1 },
  probe,
  start,
};

async function probe(): Promise<EngineProbe> {
  try {
    return { usable: true, device: await checkedDevice() };
  } catch (thrown) {
    return { usable: false, problem: asProblem(thrown, 'The TensorFlow engine').toData() };
  }
}

async function start(): Promise<Engine> {
  const device = await checkedDevice();
  const folder = tensorflowPackFolder();
  const { createTensorFlowBackend } = await import('./addon.ts');
  const { holdBackend } = await import('../tfjs/backend.ts');
  const hold = await holdBackend('tensorflow', () => {
    try {
      return createTensorFlowBackend(folder).backend;
    } catch (thrown) {
      throw cannotLoad(folder, (thrown as Error).message, thrown);
    }
  });
  return {
    id: engineModule.id,
    device,
    load: async (config, weights) => (await import('../tfjs/network.ts')).loadTfjsNetwork(config, weights),
    stop: hold.release,
  };
}

/** Devices by pack, so that a pack is tried once a process and again when it was replaced. */
const checked = new Map<string, string>();

/** The device that the installed pack computes on. Throws `engine-unusable` with the reason. */
async function checkedDevice(): Promise<string> {
  const folder = tensorflowPackFolder();
  const key = folder + JSON.stringify(await readPack(folder));
  let device = checked.get(key);
  if (device === undefined) {
    device = await tryPack(folder);
    checked.set(key, device);
  }
  return device;
}

interface CheckOutput {
  version: string;
  gpu: boolean;
  correct: boolean;
}

/** Loads the pack in `folder` in a process of its own and computes with it. Returns its device; throws `engine-unusable`. */
export async function tryPack(folder: string): Promise<string> {
  const script = new URL('./tensorflow-check.ts', import.meta.url);
  // TensorFlow names the GPU in its log only.
  const result = await runCheck<CheckOutput>(script, [folder], { TF_CPP_MIN_LOG_LEVEL: '0' });
  if (!result.ok) throw cannotLoad(folder, result.reason);
  const { version, gpu, correct } = result.value;
  if (!correct) {
    throw new Problem('pack-computes-wrongly', { version, folder });
  }
  if (!gpu) return `CPU, ${availableParallelism()} threads (TensorFlow ${version})`;
  const name = /device: \d+, name: ([^,\n]+)/.exec(result.stderr)?.[1] ?? 'GPU';
  return `${name} (CUDA, TensorFlow ${version})`;
}

function cannotLoad(folder: string, reason: string, cause?: unknown): Problem {
  return new Problem('pack-not-loading', { folder, detail: reason }, cause === undefined ? undefined : { cause });
}
