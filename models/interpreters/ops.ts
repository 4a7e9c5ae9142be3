/**
 * The small language that networks are written in.
 *
 * A network is one function over `Ops<T>`; what `T` is belongs to the interpreter: a TensorFlow.js tensor, a node of an
 * ONNX graph, a shape in the spec walker. Shapes in these comments are logical (PyTorch order); an interpreter may lay
 * them out otherwise. `name` is the published state-dict prefix of the layer, so weights need no renaming.
 */
export interface Ops<T> {
  /** (N, in, H, W) → (N, out, H', W'), stride 1, zero padding on all sides. Parameters: weight (out, in, k, k), bias (out). */
  conv2d(x: T, layer: ConvLayer): T;
  /** Over axis 1 of (N, C, H, W) or (N, C), ε = 1e-5. Parameters: weight, bias, running_mean, running_var, num_batches_tracked. */
  batchNorm(x: T, layer: { name: string; channels: number }): T;
  /** max(x, 0) + weight · min(x, 0), with one shared slope. Parameter: weight (1). */
  prelu(x: T, layer: { name: string }): T;
  relu(x: T): T;
  /** x · tanh(ln(1 + eˣ)). */
  mish(x: T): T;
  tanh(x: T): T;
  add(a: T, b: T): T;
  /** (N, C, H, W), padded with −∞. */
  maxPool(x: T, pool: PoolLayer): T;
  /** (N, C·r², H, W) → (N, C, H·r, W·r), channel order as torch.nn.PixelShuffle. */
  pixelShuffle(x: T, factor: number): T;
  /**
   * (N, in, H, W) → (N, 2·hidden, H, W): every column (`height`) or row (`width`) is a sequence of its own. Gate order
   * r, z, n with the reset gate after the recurrent product. Parameters: weight_ih_l0 (3h, in), weight_hh_l0 (3h, h),
   * bias_ih_l0, bias_hh_l0 (3h), and the same with `_reverse`.
   */
  bidirectionalGru(x: T, layer: RecurrentLayer & { along: 'height' | 'width' }): T;
  /** (N, C, 1, W) → sequence (W, N, C). */
  columnsAsSequence(x: T): T;
  /** (T, N, in) → (T, N, 2·hidden); gate order i, f, g, o. Parameters as the GRU's, with 4h rows. */
  bidirectionalLstm(x: T, layer: RecurrentLayer): T;
  /** On the last axis of (…, in). Parameters: weight (out, in), bias (out). */
  linear(x: T, layer: LinearLayer): T;
}

/** What the alignment network needs beside `Ops`; used in training only, so an inference interpreter need not have it. */
export interface AlignmentOps<T> extends Ops<T> {
  /** (N, C, H, W) → (N, C, height, width), corners aligned. */
  resizeBilinear(x: T, height: number, width: number): T;
  /** (N, C, H, W) → (N, C·H·W), in that order. */
  flatten(x: T): T;
  scale(x: T, factor: number): T;
  /**
   * Thin-plate-spline resampling: `points` (N, 2·n) are source control points (x, y in 0..1, row by row) for the fixed
   * target points of `plate`. (N, C, H, W) → (N, C, plate.height, plate.width), zero outside the source.
   */
  thinPlateSpline(x: T, points: T, plate: PlateLayer): T;
}

export interface ConvLayer {
  name: string;
  in: number;
  out: number;
  kernel: number;
  padding: number;
}

export interface PoolLayer {
  kernel: readonly [height: number, width: number];
  stride: readonly [height: number, width: number];
  padding: readonly [height: number, width: number];
}

export interface RecurrentLayer {
  name: string;
  in: number;
  hidden: number;
}

export interface LinearLayer {
  name: string;
  in: number;
  out: number;
}

export interface PlateLayer {
  name: string;
  controlPoints: number;
  margin: number;
  height: number;
  width: number;
}
