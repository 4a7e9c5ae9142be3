import type { Ops } from '../../interpreters/ops.ts';

/** What the configurations of these networks have in common. */
export interface ConvolutionalConfig {
  scale: 2 | 4;
  /** Whether the input carries the luminance mask as a fourth plane. */
  mask: boolean;
  /** Whether the weights include the alignment network that training uses (see ../alignment.ts). */
  stn: boolean;
  /** Channels of the feature maps. */
  features: number;
  /** Repeated blocks. */
  blocks: number;
}

/** A convolution of 3×3 that keeps the size. */
export const conv3 = <T>(ops: Ops<T>, name: string, shape: { in: number; out: number; bias?: boolean }, x: T): T =>
  ops.conv2d(x, { name, kernel: 3, padding: 1, ...shape });

/** max(x, slope · x). */
export const leakyRelu = <T>(ops: Ops<T>, x: T, slope = 0.2): T =>
  ops.add(ops.scale(x, slope), ops.scale(ops.relu(x), 1 - slope));

/** (N, channels, H, W) → (N, channels, factor·H, factor·W), every pixel repeated. */
export function nearest<T>(ops: Ops<T>, channels: number, factor: number, x: T): T {
  const planes = ops.reshape(x, [-1, 1, 0, 0]);
  const copies = ops.concat(new Array<T>(factor ** 2).fill(planes), 1);
  return ops.reshape(ops.pixelShuffle(copies, factor), [-1, channels, 0, 0]);
}
