/**
 * Arithmetic, shapes and rows: what works on tensors of any rank. Axes count from 0 and are logical. Two operands that are
 * said to broadcast have the same rank, and an axis of length 1 in one of them is stretched to that of the other.
 */
export interface GeneralOps<T> {
  relu(x: T): T;
  /** x · tanh(ln(1 + eˣ)). */
  mish(x: T): T;
  tanh(x: T): T;
  /** 1 / (1 + e⁻ˣ). */
  sigmoid(x: T): T;
  scale(x: T, factor: number): T;
  /** min(max(x, lowest), highest); the gradient is 0 where it cuts. */
  clamp(x: T, lowest: number, highest: number): T;
  /** Of equal shapes. */
  add(a: T, b: T): T;
  /** As `add`, and broadcasts. */
  addBroadcast(a: T, b: T): T;
  /** a − b; broadcasts. */
  subtract(a: T, b: T): T;
  /** a · b, value by value; broadcasts. */
  multiply(a: T, b: T): T;
  /** eˣ divided by the sum of all eˣ along the axis. */
  softmax(x: T, axis: number): T;
  /** The axis stays, with length 1. */
  sum(x: T, axis: number): T;
  /** The axis stays, with length 1. */
  mean(x: T, axis: number): T;
  concat(parts: readonly T[], axis: number): T;
  /** From index `start` up to and without `end`. */
  slice(x: T, axis: number, start: number, end: number): T;
  /** In the same order of values; 0 keeps the length of the axis at that place, one −1 takes what is left. */
  reshape(x: T, shape: readonly number[]): T;
  /** Axis i of the result is axis `order[i]` of x. */
  transpose(x: T, order: readonly number[]): T;
  /** (N, …) → (N, rest), in that order. */
  flatten(x: T): T;
  /** (…, I, J) · (…, J, K) → (…, I, K), with equal axes before the last two. */
  matmul(a: T, b: T): T;
  /** Numbers that belong to the network's definition and not to its weights; `name` is theirs alone in the network. */
  constant(name: string, value: ConstantValue): T;
  /** On the last axis of (…, in). Parameters: weight (out, in), and unless `bias` is false bias (out). */
  linear(x: T, layer: LinearLayer): T;
  /** Whole numbers (…) from 0 to count − 1 → (…, width): rows of the weight. Parameter: weight (count, width), or one that has the layer's own name. */
  embedding(ids: T, layer: EmbeddingLayer): T;
}

export interface ConstantValue {
  shape: readonly number[];
  data: Float32Array;
}

export interface LinearLayer {
  name: string;
  in: number;
  out: number;
  /** True unless said otherwise. */
  bias?: boolean;
}

export interface EmbeddingLayer {
  name: string;
  count: number;
  width: number;
  /** Whether the parameter is `name` itself, without `.weight`. False unless said otherwise. */
  bare?: boolean;
}

/** What an embedding's parameter is called. */
export const rowsName = ({ name, bare = false }: EmbeddingLayer): string => (bare ? name : `${name}.weight`);
