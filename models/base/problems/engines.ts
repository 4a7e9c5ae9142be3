import type { Definitions } from './definition.ts';

/** What computes. */
export const ENGINES = {
  'output-not-finite': { code: 'engine-failed', sentence: 'A network gave values that are no numbers.' },
  'no-such-graph': { code: 'bad-argument', sentence: '{network} has no graph {graph}.' },
  'onnxruntime-not-loading': {
    code: 'engine-unusable',
    sentence: 'onnxruntime does not load on this computer: {detail}.',
  },
  'network-disposed': { code: 'engine-failed', sentence: 'The network was already disposed of.' },
  'batch-empty': { code: 'bad-argument', sentence: 'The batch holds no image.' },
  'no-onnx-device': {
    code: 'engine-unusable',
    sentence: 'onnxruntime computes on no device of this computer ({reasons}).',
  },
  'onnx-out-of-memory': { code: 'out-of-memory', sentence: 'onnxruntime ({provider}) ran out of memory: {detail}.' },
  'no-engine': { code: 'engine-unusable', sentence: 'No engine can do {purpose} on this computer. {reasons}' },
  'no-such-engine': { code: 'bad-argument', sentence: 'There is no engine {engine}.', also: ['known'] },
  'engine-cannot-train': { code: 'engine-unusable', sentence: 'The {engine} engine cannot train.', also: ['known'] },
  'pack-computes-wrongly': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow {version} engine pack in {folder} computes wrong results on this computer.',
  },
  'pack-not-loading': {
    code: 'engine-unusable',
    sentence: 'The TensorFlow engine pack in {folder} cannot be loaded: {detail}.',
  },
  'engine-held': {
    code: 'engine-unusable',
    sentence: 'The {engine} engine cannot start while the {other} engine runs in the same process.',
  },
  'engine-not-started': { code: 'engine-failed', sentence: 'The {engine} engine did not start.' },
  'network-unloaded': { code: 'engine-failed', sentence: '{network} was already unloaded.' },
  'input-misshapen': { code: 'bad-argument', sentence: 'An input of shape ({shape}) holds {values} values.' },
  'input-unfit': { code: 'bad-argument', sentence: '{network} cannot take an input of shape {shapes}: {detail}.' },
  'engine-out-of-memory': { code: 'out-of-memory', sentence: 'Memory ran out for {what}.' },
  'computing-failed': { code: 'engine-failed', sentence: 'Computing failed for {what}: {detail}' },
  'no-wasm-simd': { code: 'engine-unusable', sentence: 'This computer has no WebAssembly SIMD.' },
  'wasm-unreadable': { code: 'engine-unusable', sentence: '{file} cannot be read.' },
  'wasm-damaged': { code: 'engine-unusable', sentence: '{file} is damaged.' },
  'wasm-full': {
    code: 'out-of-memory',
    sentence: 'The wasm engine has no room for another {megabytes} MB (its limit is 4 GB).',
  },
  'engine-says': { code: 'engine-unusable', sentence: '{engine}: {why}' },
  'engine-slow': { code: 'engine-unusable', sentence: '{engine}: {device}' },
  'onnx-provider-unusable': {
    code: 'engine-unusable',
    sentence: '{variable} is {provider}, which is not usable: {detail}.',
    also: ['usable'],
  },
  'onnx-provider-unknown': {
    code: 'engine-unusable',
    sentence: '{variable} is {provider}, which onnxruntime does not offer here.',
    also: ['usable'],
  },
  'onnx-failed': { code: 'engine-failed', sentence: 'onnxruntime ({provider}) failed: {detail}.' },
  'onnx-device-failed': { code: 'engine-failed', sentence: 'onnxruntime ({provider}) failed: {detail}.' },
  'webgpu-in-electron': { code: 'engine-unusable', sentence: 'WebGPU for Node cannot run inside Electron.' },
  'webgpu-not-installed': { code: 'engine-unusable', sentence: 'The optional package webgpu is not installed.' },
  'webgpu-not-working': { code: 'engine-unusable', sentence: 'WebGPU does not work on this computer: {detail}.' },
  'webgpu-without-adapter': {
    code: 'engine-unusable',
    sentence: 'WebGPU finds no graphics adapter on this computer{detail}.',
  },
  'webgpu-without-vulkan': {
    code: 'engine-unusable',
    sentence: 'WebGPU finds no graphics adapter on this computer{detail}.',
  },
  'webgpu-adapter-gone': { code: 'engine-unusable', sentence: 'WebGPU no longer finds a graphics adapter.' },
} as const satisfies Definitions;
