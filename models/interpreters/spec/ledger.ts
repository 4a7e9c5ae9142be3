export type Shape = readonly number[];

/** A parameter or buffer that a network expects, by published name. */
export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  /** What it does, which decides its initial value and whether it is trained. */
  role: ParameterRole;
  /** Inputs summed into one output; bounds the published uniform initialisation. */
  fanIn: number;
}

export type ParameterRole =
  | 'convolution'
  | 'linear'
  | 'recurrent'
  | 'bias'
  | 'scale'
  | 'shift'
  | 'slope'
  | 'running-mean'
  | 'running-variance'
  | 'counter'
  | 'constant';

/** What a walk through a network has met. */
export abstract class ParameterLedger {
  readonly parameters = new Map<string, ParameterSpec>();
  multiplyAdds = 0;

  protected parameter(layer: string, suffix: string, shape: Shape, role: ParameterRole, fanIn: number) {
    this.record({ name: `${layer}.${suffix}`, shape, role, fanIn });
  }

  protected record(parameter: ParameterSpec) {
    this.parameters.set(parameter.name, parameter);
  }
}

export function featureMap(x: Shape, layer: string): readonly [number, number, number, number] {
  if (x.length !== 4) throw new RangeError(`${layer} needs (N, C, H, W), not (${x.join()})`);
  return x as unknown as readonly [number, number, number, number];
}

export function expectChannels(actual: number, expected: number, layer: string) {
  if (actual !== expected) throw new RangeError(`${layer} expects ${expected} channels, not ${actual}`);
}
