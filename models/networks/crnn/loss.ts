import * as tf from '@tensorflow/tfjs';
import { evaluateCtc, meanCtcLoss } from '../../recognition/ctc-training.ts';
import type { LossOf } from '../network.ts';

/** CTC loss of logits (T, N, classes), averaged over the batch. */
export const crnnLossOf: LossOf = async ({ labels = [] }, { ahead }) => {
  // webgpu cannot hand over values in the middle of a pass, so there the forward pass runs once more, ahead.
  const early = tf.getBackend() === 'webgpu' ? await ahead() : undefined;
  const known = early && evaluateCtc(early.data, early.shape, labels);
  return {
    of: (logits) => ({ loss: meanCtcLoss(logits as tf.Tensor3D, labels, known) }),
    dispose: () => undefined,
  };
};
