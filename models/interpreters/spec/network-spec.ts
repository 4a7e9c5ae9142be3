import type { Ops } from '../ops.ts';
import { sizeOf } from '../../base/tensor.ts';
import { SpecWalker } from './image-shapes.ts';
import type { ParameterRole, ParameterSpec, Shape } from './ledger.ts';

export type { ParameterSpec } from './ledger.ts';

const UNTRAINED: ReadonlySet<ParameterRole> = new Set(['running-mean', 'running-variance', 'counter', 'constant']);

export const isTrained = (parameter: ParameterSpec): boolean => !UNTRAINED.has(parameter.role);

export interface NetworkSpec {
  output: readonly number[];
  parameters: readonly ParameterSpec[];
  /** Trained values. */
  parameterCount: number;
  /** Multiply-add operations of one forward pass (convolutions and matrix products of every kind). */
  multiplyAdds: number;
}

/** Walks a network with shapes instead of numbers and reports what it needs and costs. Throws on shapes that cannot meet. */
export function specOf(input: Shape, network: (ops: Ops<Shape>, x: Shape) => Shape): NetworkSpec {
  const walker = new SpecWalker();
  const output = network(walker, input);
  const parameters = [...walker.parameters.values()];
  const parameterCount = parameters.filter(isTrained).reduce((n, p) => n + sizeOf(p.shape), 0);
  return { output, parameters, parameterCount, multiplyAdds: walker.multiplyAdds };
}
