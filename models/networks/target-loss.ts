import type * as tf from '@tensorflow/tfjs';
import { Problem } from '../base/problem.ts';
import { toInternal } from '../interpreters/tensorflow/tensorflow-ops.ts';
import type { LossOf } from './network.ts';

/** By which TextZoom's code multiplies the losses of super-resolution networks before differentiation. */
export const LOSS_SCALE = 100;

type Parts = Readonly<Record<string, tf.Scalar>> & { loss: tf.Scalar };

/** A loss that compares the output (N, H, W, planes) with the targets of a batch, and may look at its input. */
export const againstTarget =
  (lossOf: (output: tf.Tensor4D, target: tf.Tensor4D, input: tf.Tensor4D) => Parts): LossOf =>
  (batch, { x }) => {
    if (!batch.target) throw new RangeError('a batch for super-resolution needs targets');
    const target = toInternal(batch.target) as tf.Tensor4D;
    return Promise.resolve({
      of(output) {
        expectTarget(output.shape, target.shape);
        const { loss, ...parts } = lossOf(output as tf.Tensor4D, target, x);
        return { loss, parts };
      },
      dispose: () => target.dispose(),
    });
  };

function expectTarget(output: readonly number[], target: readonly number[]) {
  if (output.join() === target.join()) return;
  const published = ([n, h, w, c]: readonly number[]): string => [n, c, h, w].join(', ');
  throw new Problem('target-misshapen', { target: published(target), output: published(output) });
}
