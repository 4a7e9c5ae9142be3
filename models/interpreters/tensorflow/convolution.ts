import * as tf from '@tensorflow/tfjs';
import { asRows, columnSums } from './affine.ts';

/**
 * x (N, H, W, in) with a filter (height, width, in, out) and stride 1, plus a bias (out).
 *
 * The library's own fused operation computes all of its gradients at once, also that by the network's input, which nobody
 * wants; here each is computed only where the tape asks for it.
 */
export function convolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  pad: 'same' | 'valid',
): tf.Tensor4D {
  return tf.engine().runKernel('FusedConv2D', { x, filter, bias }, { ...GEOMETRY, pad, activation: 'linear' });
}

const GEOMETRY = { strides: [1, 1], dataFormat: 'NHWC', dilations: [1, 1] };

tf.registerGradient({
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, [x, filter], attributes) => {
    if (!x || !filter || Array.isArray(dy)) throw new RangeError('a convolution saved too little for its gradient');
    const { pad } = attributes as unknown as { pad: string };
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: Record<string, number[]>): tf.Tensor =>
      tf.engine().runKernel(kernel, inputs, { ...GEOMETRY, pad, ...more });
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter }, { inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter.shape }),
      bias: () => columnSums(asRows(dy)),
    };
  },
});
