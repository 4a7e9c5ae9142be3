import * as tf from '@tensorflow/tfjs';
import { toPublishedLayout } from '../interpreters/tensorflow/filter-layout.ts';
import type { TensorData } from '../base/tensor.ts';

/** A copy of a variable, or of something of its shape, in published layout. */
export async function publishedData(variable: tf.Tensor): Promise<TensorData> {
  const published = tf.tidy(() => tf.clone(toPublishedLayout(variable)));
  try {
    return { shape: published.shape, data: ((await published.data()) as Float32Array).slice() };
  } finally {
    published.dispose();
  }
}
