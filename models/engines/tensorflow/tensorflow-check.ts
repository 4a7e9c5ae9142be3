import * as tf from '@tensorflow/tfjs';
import { globalNorm } from '../../training/clip.ts';
import { createTensorFlowBackend } from './addon.ts';

/**
 * Tries an engine pack: loads it, runs a convolution with its gradient and compares with the known result. Meant for a
 * process of its own, because a damaged library can end the process that loads it. Prints one line of JSON.
 *
 *     node tensorflow-check.ts PACK_FOLDER
 */
const [, , folder = ''] = process.argv;
// The outputs are 4 6 4, 6 9 6, 4 6 4 (ones under the window); an input gets twice the sum of those it feeds.
const EXPECTED = [50, 70, 50, 70, 98, 70, 50, 70, 50];

async function check() {
  const { backend, version, gpu } = createTensorFlowBackend(folder);
  tf.registerBackend('tensorflow', () => backend);
  await tf.setBackend('tensorflow');
  const gradient = tf.grad((x) =>
    tf
      .conv2d(x as tf.Tensor4D, tf.ones([3, 3, 1, 1]), 1, 'same')
      .square()
      .sum(),
  );
  const values = [...gradient(tf.ones([1, 3, 3, 1])).dataSync()];
  // Our own operations, where this device has them.
  const norm = globalNorm([tf.tensor1d(values)]).dataSync()[0] ?? NaN;
  const correct = String(values) === String(EXPECTED) && Math.abs(norm / Math.hypot(...EXPECTED) - 1) < 1e-5;
  return { version, gpu, correct, values };
}

void check().then((report) => process.stdout.write(`${JSON.stringify(report)}\n`));
