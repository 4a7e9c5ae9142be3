/** Layers of feature maps (N, C, H, W). */
export interface ImageOps<T> {
  /**
   * (N, in, H, W) → (N, out, H', W'), zero padding on all sides. Parameters: weight (out, in, k, k), and unless `bias` is
   * false bias (out).
   */
  conv2d(x: T, layer: ConvLayer): T;
  /**
   * (N, in, H, W) → (N, out, H', W') with H' = (H − 1)·stride − 2·padding + k + outputPadding: the gradient of a convolution
   * by its input. Parameters: weight (in, out, k, k), and unless `bias` is false bias (out).
   */
  convTranspose2d(x: T, layer: ConvTransposeLayer): T;
  /** Over axis 1 of (N, C, H, W) or (N, C), ε = 1e-5. Parameters: weight, bias, running_mean, running_var, num_batches_tracked. */
  batchNorm(x: T, layer: NormLayer): T;
  /** max(x, 0) + weight · min(x, 0), with one shared slope. Parameter: weight (1). */
  prelu(x: T, layer: { name: string }): T;
  /** Padded with −∞. */
  maxPool(x: T, pool: PoolLayer): T;
  /** Padded with zeros, which count. */
  averagePool(x: T, pool: PoolLayer): T;
  /** (N, C·r², H, W) → (N, C, H·r, W·r), channel order as torch.nn.PixelShuffle. */
  pixelShuffle(x: T, factor: number): T;
  /** (N, C, 1, W) → sequence (W, N, C). */
  columnsAsSequence(x: T): T;
  /** (N, C, H, W) → (N, C, height, width), corners aligned. */
  resizeBilinear(x: T, height: number, width: number): T;
  /**
   * (N, C, H, W) at the places of a grid (N, h, w, 2) → (N, C, h, w), bilinear. A place is x, y from −1 to 1: from the centre
   * of the first pixel to that of the last where corners are aligned, else from outer edge to outer edge.
   */
  gridSample(x: T, grid: T, rule: SamplingRule): T;
  /**
   * Thin-plate-spline resampling: `points` (N, 2·n) are source control points (x, y in 0..1, row by row) for the fixed
   * target points of the layer. (N, C, H, W) → (N, C, layer.height, layer.width). Places outside the source are moved to
   * its edge, and beyond the outer pixels' centres there is zero.
   */
  thinPlateSpline(x: T, points: T, layer: SplineLayer): T;
}

/** One number for rows and columns, or two. */
export type Pair = number | readonly [height: number, width: number];

export const pairOf = (pair: Pair): readonly [height: number, width: number] =>
  typeof pair === 'number' ? [pair, pair] : pair;

export interface ConvLayer {
  name: string;
  in: number;
  out: number;
  kernel: number;
  padding: number;
  /** 1 unless said otherwise. */
  stride?: Pair;
  /** True unless said otherwise. */
  bias?: boolean;
}

export interface NormLayer {
  name: string;
  channels: number;
  /** Weight of a batch of the training in the running statistics; 0.1 unless said otherwise. */
  momentum?: number;
}

export interface ConvTransposeLayer {
  name: string;
  in: number;
  out: number;
  kernel: number;
  stride: Pair;
  padding: Pair;
  /** Rows and columns more at the end, less than the stride. 0 unless said otherwise. */
  outputPadding?: Pair;
  /** True unless said otherwise. */
  bias?: boolean;
}

export interface PoolLayer {
  kernel: readonly [height: number, width: number];
  stride: readonly [height: number, width: number];
  padding: readonly [height: number, width: number];
}

export interface SamplingRule {
  /** True as PyTorch did everywhere before 1.3, false as it does since where nothing is said. */
  alignCorners: boolean;
  /** What is outside the image: zeros, or its outermost pixels. */
  padding: 'zeros' | 'border';
}

export interface SplineLayer {
  name: string;
  controlPoints: number;
  margin: number;
  height: number;
  width: number;
  /** As in `SamplingRule`; false unless said otherwise. */
  alignCorners?: boolean;
}

/** Length of one axis after a window of `kernel` has moved along it. */
export const windows = (length: number, kernel: number, stride: number, padding: number): number =>
  Math.floor((length + 2 * padding - kernel) / stride) + 1;
