import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Problem } from '../../base/problem.ts';
import type { Engine, EngineModule, EngineProbe } from '../engine.ts';

/**
 * The TensorFlow.js WebAssembly backend: no native code, so it runs everywhere; one thread in Node and vectors of four
 * numbers, so the slowest and the last to be taken.
 */
export const engineModule: EngineModule = {
  id: 'wasm',
  title: 'WebAssembly',
  turn: { inference: 4, training: 3 },
  probe,
  start,
};

const BINARY = 'tfjs-backend-wasm-simd.wasm';
const DEVICE = 'CPU, WebAssembly SIMD, 1 thread';

function binaryFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}

async function probe(): Promise<EngineProbe> {
  const problem = await findProblem();
  return problem ? { usable: false, problem: problem.toData() } : { usable: true, device: DEVICE };
}

async function findProblem(): Promise<Problem | undefined> {
  const file = join(binaryFolder(), BINARY);
  const { env } = await import('@tensorflow/tfjs');
  await (packageFactory ??= loadPackage()); // which knows how to find out
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    return new Problem('no-wasm-simd', {});
  }
  try {
    const binary = await readFile(file);
    if (binary.subarray(0, 4).toString('latin1') === '\0asm') return undefined;
  } catch (thrown) {
    return new Problem('wasm-unreadable', { file }, { cause: thrown });
  }
  return new Problem('wasm-damaged', { file });
}

async function start(): Promise<Engine> {
  const problem = await findProblem();
  if (problem) throw problem;
  const { holdBackend } = await import('../tfjs/backend.ts');
  const hold = await holdBackend('wasm', createBackend);
  return {
    id: engineModule.id,
    device: DEVICE,
    load: async (config, weights) => (await import('../tfjs/network.ts')).loadTfjsNetwork(config, weights),
    stop: hold.release,
  };
}

/** As the package registered it; kept, because removing a backend forgets how to make it. */
let packageFactory: Promise<() => Promise<BackendWasm>> | undefined;

/** Loads the package, and puts our kernels in the place of those of its own that are wrong or slow. */
async function loadPackage(): Promise<() => Promise<BackendWasm>> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const { findBackendFactory } = await import('@tensorflow/tfjs');
  const { registerWasmKernels } = await import('./kernels.ts');
  const { registerWasmSlices } = await import('./slices.ts');
  setWasmPaths(binaryFolder() + sep);
  registerWasmKernels();
  registerWasmSlices();
  return findBackendFactory('wasm') as () => Promise<BackendWasm>;
}

async function createBackend(): Promise<tf.KernelBackend> {
  const newBackend = await (packageFactory ??= loadPackage());
  const backend = await newBackend();
  // The backend does not look at what malloc returns: 0 when memory is full or, close to the limit of 4 GB, even an
  // address whose block would end outside. It would go on computing there.
  const wasm = backend.wasm as unknown as WasmHeap;
  // The first call replaces the function; only the real one can be wrapped for good.
  wasm._free(wasm._malloc(8));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    const address = allocate(bytes);
    const start = address >>> 0;
    if (bytes === 0 || (start > 0 && start + bytes <= wasm.HEAPU8.length)) return address;
    throw new Problem('wasm-full', { megabytes: Math.ceil(bytes / 2 ** 20) });
  };
  return backend;
}

interface WasmHeap {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}
