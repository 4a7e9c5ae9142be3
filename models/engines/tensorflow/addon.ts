import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { FusedKernelName } from '../../interpreters/tensorflow/fused-kernels.ts';
import { PACK_ADDON, PACK_OPERATIONS, PACK_STDERR_SWITCH } from '../pack/pack-folder.ts';

/**
 * Loads the addon of an engine pack, registers its kernels and returns the TensorFlow.js backend.
 *
 * The package's own entry point is not used: it looks for the addon inside node_modules, where an installed application
 * may not write. Throws what the dynamic linker says when a library cannot be loaded.
 */
export function createTensorFlowBackend(packFolder: string): TensorFlowBackend {
  quieten();
  const require = createRequire(import.meta.url);
  restoreRemovedHelpers(require);
  const addon = loadQuietly(require, packFolder);
  require(join(packFolder, PACK_OPERATIONS));
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend') as BackendModule;
  const backend = new NodeJSKernelBackend(addon, '@tensorflow/tfjs-node-gpu');
  // They compute on the processor, and a GPU would have to hand over every tensor.
  if (!backend.isUsingGpuDevice) registerNativeKernels('tensorflow');
  return { backend, version: addon.TF_Version, gpu: backend.isUsingGpuDevice };
}

export interface TensorFlowBackend {
  backend: tf.KernelBackend;
  version: string;
  gpu: boolean;
}

interface TensorFlowAddon {
  TF_Version: string;
}
interface BackendModule {
  NodeJSKernelBackend: new (
    addon: TensorFlowAddon,
    packageName: string,
  ) => tf.KernelBackend & { isUsingGpuDevice: boolean };
}

/** TensorFlow writes to stderr while its libraries are loaded, whatever its log level. */
function loadQuietly(require: NodeJS.Require, packFolder: string): TensorFlowAddon {
  const load = () => require(join(packFolder, PACK_ADDON)) as TensorFlowAddon;
  if (process.env.TF_CPP_MIN_LOG_LEVEL === '0') return load();
  const stderr = require(join(packFolder, PACK_STDERR_SWITCH)) as { off(): void; on(): void };
  stderr.off();
  try {
    return load();
  } finally {
    stderr.on();
  }
}

/** Without these TensorFlow talks on stderr, and takes all memory of the GPU at once. A user's own setting wins. */
function quieten() {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
}

/** The package calls two helpers of node:util that Node 23 removed or deprecated; it must find them before it loads. */
function restoreRemovedHelpers(require: NodeJS.Require) {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

/** Operations of `native/`, as that registers them: inputs in this order, and the number of outputs. */
const OPERATIONS: Readonly<Record<FusedKernelName, { inputs: readonly string[]; outputs: number }>> = {
  PalimpsestAdam: { inputs: ['parameter', 'first', 'second', 'gradient', 'numbers'], outputs: 3 },
  PalimpsestBatchNorm: { inputs: ['x', 'scale', 'shift'], outputs: 3 },
  PalimpsestBatchNormGrad: { inputs: ['dy', 'x', 'scale', 'mean', 'variance'], outputs: 3 },
  PalimpsestColumnSums: { inputs: ['x'], outputs: 1 },
  PalimpsestGru: { inputs: ['inputs', 'kernel', 'bias'], outputs: 1 },
  PalimpsestGruGrad: { inputs: ['dy', 'inputs', 'kernel', 'bias', 'states'], outputs: 3 },
  PalimpsestLstm: { inputs: ['inputs', 'kernel'], outputs: 3 },
  PalimpsestLstmGrad: { inputs: ['dy', 'kernel', 'states', 'cells', 'gates'], outputs: 2 },
  PalimpsestMaxPoolGrad: { inputs: ['x', 'dy', 'numbers'], outputs: 1 },
  PalimpsestMish: { inputs: ['x'], outputs: 1 },
  PalimpsestMishGrad: { inputs: ['dy', 'x'], outputs: 1 },
  PalimpsestReluGrad: { inputs: ['dy', 'y'], outputs: 1 },
  PalimpsestSumOfSquares: { inputs: ['x'], outputs: 1 },
};

interface NativeBackend {
  executeMultipleOutputs(
    name: string,
    attributes: readonly never[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.TensorInfo[];
}

/** Offers the operations of the engine pack's own addon as kernels of `backendName`. */
function registerNativeKernels(backendName: string): void {
  for (const [name, { inputs, outputs }] of Object.entries(OPERATIONS)) {
    if (tf.getKernel(name, backendName) as tf.KernelConfig | null | undefined) continue;
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs: named, backend }) => {
        const given = inputs.map((input) => named[input] as tf.TensorInfo);
        return (backend as NativeBackend).executeMultipleOutputs(name, [], given, outputs);
      },
    });
  }
}
