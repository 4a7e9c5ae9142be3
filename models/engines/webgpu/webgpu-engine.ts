import type * as tf from '@tensorflow/tfjs';
import { asProblem, Problem } from '../../base/problem.ts';
import { runCheck } from '../child-check.ts';
import type { Engine, EngineModule, EngineProbe } from '../engine.ts';
import { openAdapter, type AdapterReport } from './adapter.ts';

/**
 * WebGPU in plain Node through Dawn (the optional package `webgpu`): any maker's graphics card. Measured behind
 * TensorFlow and before one thread of WebAssembly.
 */
export const engineModule: EngineModule = {
  id: 'webgpu',
  title: 'WebGPU',
  turn: { inference: 3, training: 2 },
  probe,
  start,
};

async function probe(): Promise<EngineProbe> {
  try {
    const adapter = await checkedAdapter();
    return { usable: true, device: deviceText(adapter), ...(adapter.software && { slow: true }) };
  } catch (thrown) {
    return { usable: false, problem: asProblem(thrown, 'The WebGPU engine').toData() };
  }
}

async function start(): Promise<Engine> {
  const adapter = await checkedAdapter();
  const { holdBackend } = await import('../tfjs/backend.ts');
  const hold = await holdBackend('webgpu', createBackend);
  return {
    id: engineModule.id,
    device: deviceText(adapter),
    load: async (config, weights) => (await import('../tfjs/network.ts')).loadTfjsNetwork(config, weights),
    stop: hold.release,
  };
}

const deviceText = ({ name, software }: AdapterReport): string =>
  software ? `${name} (software adapter: computes on the processor, very slow)` : name;

let checked: Promise<AdapterReport> | undefined;

/** Tried once a process. Throws `engine-unusable` with the reason. */
async function checkedAdapter(): Promise<AdapterReport> {
  checked ??= tryAdapter();
  return checked;
}

async function tryAdapter(): Promise<AdapterReport> {
  if (process.versions.electron) {
    throw new Problem('webgpu-in-electron', {});
  }
  try {
    import.meta.resolve('webgpu');
  } catch (thrown) {
    throw new Problem('webgpu-not-installed', {}, { cause: thrown });
  }
  const result = await runCheck<AdapterReport | null>(new URL('./webgpu-check.ts', import.meta.url), []);
  if (!result.ok) {
    throw new Problem('webgpu-not-working', { detail: result.reason });
  }
  if (!result.value) {
    const why = /Couldn't load Vulkan: (.+)/.exec(result.stderr)?.[1];
    throw new Problem(why?.includes('libvulkan') ? 'webgpu-without-vulkan' : 'webgpu-without-adapter', {
      detail: why ? ` (${why})` : '',
    });
  }
  return result.value;
}

/** Kept for as long as the process lives; see `OpenAdapter.instance`. */
const instances = new Set<GPU>();

/** The device is made here rather than by TensorFlow.js, which crashes where there is no adapter. */
async function createBackend(): Promise<tf.KernelBackend> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const opened = await openAdapter();
  if (!opened) throw new Problem('webgpu-adapter-gone', {});
  const { adapter, instance } = opened;
  instances.add(instance);
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  // The constructor refuses to run where `navigator.gpu` is missing; nothing else reads it, and left in place it would
  // keep the process from ending cleanly.
  Object.defineProperty(navigator, 'gpu', { value: instance, configurable: true });
  try {
    const backend = new WebGPUBackend(device, adapter.info);
    const freeBuffers = backend.dispose.bind(backend);
    backend.dispose = () => {
      freeBuffers();
      device.destroy();
    };
    return backend;
  } finally {
    Reflect.deleteProperty(navigator, 'gpu');
  }
}
