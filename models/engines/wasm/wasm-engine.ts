import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Problem } from '../../base/problem.ts';
import type { Engine, EngineModule, EngineReport } from '../engine.ts';
import { holdBackend } from '../tfjs/backend.ts';
import { registerWasmKernels } from './kernels.ts';
import { registerWasmSlices } from './slices.ts';

/** The TensorFlow.js WebAssembly backend: no native code, so it runs everywhere; one thread in Node. */
export const engineModule: EngineModule = { id: 'wasm', canTrain: true, probe, start };

const BINARY = 'tfjs-backend-wasm-simd.wasm';
const DEVICE = 'CPU, WebAssembly SIMD, 1 thread';

function binaryFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}

async function probe(): Promise<EngineReport> {
  const problem = await findProblem();
  if (problem) return { id: 'wasm', canTrain: true, usable: false, problem: problem.toData() };
  return { id: 'wasm', canTrain: true, usable: true, device: DEVICE };
}

async function findProblem(): Promise<Problem | undefined> {
  const file = join(binaryFolder(), BINARY);
  const again = 'Install the packages again (npm ci).';
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    return new Problem('engine-unusable', 'This computer has no WebAssembly SIMD.', 'Use another engine.');
  }
  try {
    const binary = await readFile(file);
    if (binary.subarray(0, 4).toString('latin1') === '\0asm') return undefined;
  } catch (thrown) {
    return new Problem('engine-unusable', `${file} cannot be read.`, again, { cause: thrown });
  }
  return new Problem('engine-unusable', `${file} is damaged.`, again);
}

async function start(): Promise<Engine> {
  const problem = await findProblem();
  if (problem) throw problem;
  const hold = await holdBackend('wasm', createBackend);
  return {
    id: 'wasm',
    device: DEVICE,
    load: async (config, weights) => (await import('../tfjs/network.ts')).loadTfjsNetwork(config, weights),
    stop: hold.release,
  };
}

setWasmPaths(binaryFolder() + sep);
registerWasmKernels();
registerWasmSlices();
/** As the package registered it; kept, because removing a backend forgets how to make it. */
const packageFactory = tf.findBackendFactory('wasm') as () => Promise<BackendWasm>;

async function createBackend(): Promise<tf.KernelBackend> {
  const backend = await packageFactory();
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
    throw new Problem(
      'out-of-memory',
      `The wasm engine has no room for another ${Math.ceil(bytes / 2 ** 20)} MB (its limit is 4 GB).`,
      'Use a smaller batch or smaller images, or another engine.',
    );
  };
  return backend;
}

interface WasmHeap {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
}
