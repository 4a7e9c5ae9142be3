import type { ParameterSpec } from '../interpreters/spec/network-spec.ts';
import { networkOf, networkSpec, type NetworkConfig } from '../networks/registry.ts';
import { sizeOf, type StateDict, type TensorData } from '../base/tensor.ts';
import { Random } from './random.ts';

/** Slope of PReLU below zero, PyTorch's default. */
const INITIAL_SLOPE = 0.25;

/**
 * Weights to train from, for every parameter that training needs: what the network says itself (`initialValues`), else
 * PyTorch's default initialisation, uniform in ±1/√fan-in. The same seed gives the same weights.
 */
export function initialWeights(
  config: NetworkConfig,
  seed: number,
  mode: 'correct' | 'compatible' = 'correct',
): StateDict {
  const random = new Random(seed);
  const { initialValues } = networkOf(config.network);
  const state = new Map<string, TensorData>();
  for (const parameter of networkSpec(config, 'training').parameters) {
    const values = initialValues?.(parameter, { random, mode }) ?? valuesByRole(parameter, random);
    state.set(parameter.name, { shape: parameter.shape, data: Float32Array.from(values) });
  }
  return state;
}

type Values = ArrayLike<number>;

function filled(shape: readonly number[], value: () => number): Values {
  return Float64Array.from({ length: sizeOf(shape) }, value);
}

function valuesByRole({ role, shape, fanIn }: ParameterSpec, random: Random): Values {
  switch (role) {
    case 'convolution':
    case 'linear':
    case 'recurrent':
    case 'bias': {
      const bound = 1 / Math.sqrt(fanIn);
      return filled(shape, () => random.uniform(-bound, bound));
    }
    case 'slope':
      return filled(shape, () => INITIAL_SLOPE);
    case 'scale':
    case 'running-variance':
      return filled(shape, () => 1);
    case 'shift':
    case 'running-mean':
    case 'counter':
    case 'constant':
      return filled(shape, () => 0);
  }
}
