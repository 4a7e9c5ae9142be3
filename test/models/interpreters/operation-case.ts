import type { Ops } from '../../../models/interpreters/ops.ts';

/** One operation on a small input, with everything that it can be differentiated by. */
export interface OperationCase {
  title: string;
  /** Shapes of the inputs, in published layout. */
  inputs: readonly (readonly number[])[];
  compute<T>(ops: Ops<T>, inputs: Given<T>): T;
  /** From values around 0 with standard deviation 1 to inputs that suit the operation. */
  adapt?: (inputs: Float64Array[]) => void;
}

/** As many as `inputs` has shapes; typed so that a case can take them apart. */
export type Given<T> = readonly [a: T, b: T, c: T, d: T];
