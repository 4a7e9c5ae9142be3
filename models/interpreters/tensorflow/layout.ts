import * as tf from '@tensorflow/tfjs';
import type { TensorData } from '../../base/tensor.ts';

/** Where axis 0 … 3 of (N, C, H, W) stands in (N, H, W, C), which every tensor of four axes is kept in. */
const CHANNELS_LAST = [0, 3, 1, 2] as const;

/** Where the logical axis of x stands in it. */
export const internalAxis = (x: tf.Tensor, axis: number): number =>
  x.rank === 4 ? (CHANNELS_LAST[axis] as number) : axis;

/** x with its axes in logical order. */
export const logical = <T extends tf.Tensor>(x: T): T => (x.rank === 4 ? tf.transpose(x, [...CHANNELS_LAST]) : x);

/** The opposite of `logical`. */
export const internal = (x: tf.Tensor): tf.Tensor => (x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x);

/** Feature maps (N, C, H, W) as (N, H, W, C); other ranks unchanged. */
export function toInternal({ shape, data }: TensorData): tf.Tensor {
  if (shape.length !== 4) return tf.tensor(data, [...shape], 'float32');
  return tf.tidy(() => internal(tf.tensor(data, [...shape], 'float32')));
}

/** The opposite of `toInternal`; leaves `x` alone. */
export async function fromInternal(x: tf.Tensor): Promise<TensorData> {
  const published = logical(x);
  try {
    return { shape: published.shape, data: (await published.data()) as Float32Array };
  } finally {
    if (published !== x) published.dispose();
  }
}
