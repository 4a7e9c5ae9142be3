import * as tf from '@tensorflow/tfjs';

/**
 * A computation with a hand-written gradient. `compute` may use the inputs and anything else; `gradient` may use only
 * what `compute` saved, because everything else is freed between the forward and the backward pass. It answers with one
 * tensor for each of `inputs`, in their order.
 */
export function withGradient<T extends tf.Tensor, S extends tf.Tensor[]>(
  inputs: readonly tf.Tensor[],
  compute: () => { value: T; saved: S },
  gradient: (dy: T, saved: S) => tf.Tensor[],
): T {
  const op = tf.customGrad((...args) => {
    const { value, saved } = compute();
    (args[inputs.length] as unknown as (saved: tf.Tensor[]) => void)(saved);
    return {
      value,
      // Without a scope of its own, intermediate results would live until the whole backward pass ends.
      gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => tf.tidy(() => gradient(dy as T, kept as S)),
    };
  });
  return op(...inputs);
}
