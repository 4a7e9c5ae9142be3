import { edgePoints, plateConstants } from '../interpreters/thin-plate-spline.ts';
import type { ParameterSpec } from '../interpreters/spec/network-spec.ts';
import { exampleInput, networkSpec, type NetworkConfig } from '../networks/registry.ts';
import { sizeOf, type StateDict, type TensorData } from '../base/tensor.ts';
import { CONTROL_POINTS, TARGET_MARGIN } from '../networks/tsrn/alignment.ts';
import { Random } from './random.ts';

/**
 * Where the alignment network starts. `correct`: source control points on the target ones, so that it first leaves images
 * alone. `compatible`: at the published margin of 0.01, which first shrinks images by 8 % and smears their edges.
 */
export type AlignmentStart = 'correct' | 'compatible';

const PUBLISHED_SOURCE_MARGIN = 0.01;
/** Slope of PReLU below zero, PyTorch's default. */
const INITIAL_SLOPE = 0.25;

/**
 * Weights to train from, for every parameter that training needs: PyTorch's default initialisation (uniform in
 * ±1/√fan-in), and for the alignment network the published one (He et al.'s normal convolutions, a last layer that answers
 * fixed control points for every image). The same seed gives the same weights.
 */
export function initialWeights(config: NetworkConfig, seed: number, alignment: AlignmentStart = 'correct'): StateDict {
  const random = new Random(seed);
  const state = new Map<string, TensorData>();
  for (const parameter of networkSpec(config, 'training').parameters) {
    const values =
      parameter.role === 'constant'
        ? plateConstant(config, parameter)
        : parameter.name.startsWith('stn_head.')
          ? alignmentValues(parameter, random, alignment)
          : valuesByRole(parameter, random);
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

function alignmentValues(parameter: ParameterSpec, random: Random, start: AlignmentStart): Values {
  const { name, role, shape } = parameter;
  if (name === 'stn_head.stn_fc2.bias') {
    return edgePoints(CONTROL_POINTS, start === 'correct' ? TARGET_MARGIN : PUBLISHED_SOURCE_MARGIN);
  }
  if (name === 'stn_head.stn_fc2.weight' || role === 'bias') return filled(shape, () => 0);
  if (role === 'linear') return filled(shape, () => 0.001 * random.normal());
  if (role === 'convolution') {
    const [out = 1, , height = 1, width = 1] = shape;
    const deviation = Math.sqrt(2 / (out * height * width));
    return filled(shape, () => deviation * random.normal());
  }
  return valuesByRole(parameter, random);
}

function plateConstant(config: NetworkConfig, { name, shape }: ParameterSpec): Values {
  const [, , height, width] = exampleInput(config);
  const plate = plateConstants({ controlPoints: CONTROL_POINTS, margin: TARGET_MARGIN, height, width });
  if (name.endsWith('.inverse_kernel')) return plate.inverseKernel;
  if (name.endsWith('.target_coordinate_repr')) return plate.targetRepresentation;
  if (name.endsWith('.target_control_points')) return plate.targetControlPoints;
  // padding_matrix: the values of the affine part, all zero.
  return filled(shape, () => 0);
}
