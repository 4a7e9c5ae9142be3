import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { tsrnInput, tsrnOutput } from '../../../models/image/tensors.ts';
import { toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import type { Ops } from '../../../models/interpreters/ops.ts';
import { forwardGraph, type SuperResolutionNetwork, type LearningBatch } from '../../../models/networks/network.ts';

const config = z.object({ channels: z.int().min(1) });
type DoublerConfig = z.infer<typeof config>;

/** (N, 3, H, W) → (N, 3, 2H, 2W): two convolutions. */
function doubler<T>(ops: Ops<T>, { channels }: DoublerConfig, x: T): T {
  const y = ops.relu(ops.conv2d(x, { name: 'doubler.0', in: 3, out: channels, kernel: 3, padding: 1 }));
  return ops.pixelShuffle(ops.conv2d(y, { name: 'doubler.1', in: channels, out: 12, kernel: 3, padding: 1 }), 2);
}

/** A super-resolution network that is in no list but the registry's. */
export const doublerNetwork: SuperResolutionNetwork<DoublerConfig, { rows: number }> = {
  id: 'doubler',
  title: 'Doubler for tests',
  purpose: 'super-resolution',
  graphs: forwardGraph(doubler, {
    example: () => [1, 3, 16, 64],
    free: { 0: 'batch', 2: 'height', 3: 'width' },
  }),
  config,
  input: z.object({ rows: z.int() }),
  usualInput: () => ({ rows: 16 }),
  infer(state) {
    const channels = state.get('doubler.0.weight')?.shape[0];
    return channels === undefined ? undefined : { channels };
  },
  describe: ({ channels }) => [`${channels} channels`],
  training: {
    forward: (ops, one, _size, x) => doubler(ops, one, x),
    losses: {
      squared: () =>
        Promise.resolve((batch: LearningBatch) => {
          const target = toInternal(batch.target ?? batch.input);
          return Promise.resolve({
            of: (output: tf.Tensor) => ({ loss: tf.mean<tf.Scalar>(tf.square(tf.sub(output, target))) }),
            dispose: () => target.dispose(),
          });
        }),
    },
    presets: {
      compatible: { learningRate: 1e-2, betas: [0.9, 0.999], clipNorm: 1, loss: 'squared' },
      correct: { learningRate: 1e-2, betas: [0.9, 0.999], clipNorm: 1, loss: 'squared' },
    },
    size: { height: 16, width: 64, widest: 128 },
    frozenExample: 'doubler.0',
  },
  licenceNotice: 'Weights of the doubler are for tests alone.',
  scale: () => 2,
  toInput: (rasters) => tsrnInput(rasters, false),
  toPictures: tsrnOutput,
};
