/** A dense float32 tensor in row-major order, owned by no engine. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights by published PyTorch parameter name, in published layout (convolutions OIHW, linear (out, in)). */
export type StateDict = ReadonlyMap<string, TensorData>;

/** Number of elements of a tensor of this shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
