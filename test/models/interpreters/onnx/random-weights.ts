import { networkSpec, type NetworkConfig } from '../../../../models/networks/registry.ts';
import { sizeOf, type StateDict, type TensorData } from '../../../../models/base/tensor.ts';

/** The same numbers in −1..1 for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (48271 * state) % (2 ** 31 - 1);
    return (2 * state) / (2 ** 31 - 1) - 1;
  };
}

export function randomTensor(shape: readonly number[], seed: number): TensorData {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, randomNumbers(seed)) };
}

/** Weights in which every parameter matters: statistics, scales and biases are far from 0 and 1. */
export function randomWeights(config: NetworkConfig, seed = 1): StateDict {
  const random = randomNumbers(seed);
  const weights = new Map<string, TensorData>();
  for (const { name, shape, role, fanIn } of networkSpec(config).parameters) {
    const bound = 1.5 / Math.sqrt(fanIn);
    const isPositive = role === 'scale' || role === 'running-variance';
    const value = () => (isPositive ? 1 + 0.5 * random() : role === 'slope' ? 0.2 : bound * random());
    weights.set(name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, value) });
  }
  return weights;
}
