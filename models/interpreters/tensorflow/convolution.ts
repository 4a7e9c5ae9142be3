import * as tf from '@tensorflow/tfjs';
import { asRows, columnSums } from './affine.ts';

/**
 * x (N, H, W, in) with a filter (height, width, in, out), plus a bias (out) where there is one.
 *
 * The library's own fused operation computes all of its gradients at once, also that by the network's input, which nobody
 * wants; here each is computed only where the tape asks for it.
 */
export function convolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  { pad, strides }: { pad: 'same' | 'valid'; strides: readonly [number, number] },
): tf.Tensor4D {
  const inputs = bias ? { x, filter, bias } : { x, filter };
  return tf.engine().runKernel('FusedConv2D', inputs, {
    ...GEOMETRY,
    strides: [...strides],
    pad,
    activation: 'linear',
  });
}

const GEOMETRY = { dataFormat: 'NHWC', dilations: [1, 1] };

tf.registerGradient({
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, [x, filter], attributes) => {
    if (!x || !filter || Array.isArray(dy)) throw new RangeError('a convolution saved too little for its gradient');
    const { pad, strides } = attributes as unknown as { pad: string; strides: number[] };
    const run = (kernel: string, inputs: tf.NamedTensorMap, more: Record<string, number[]>): tf.Tensor =>
      tf.engine().runKernel(kernel, inputs, { ...GEOMETRY, pad, strides, ...more });
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter }, { inputShape: x.shape }),
      filter: () => run('Conv2DBackpropFilter', { x, dy }, { filterShape: filter.shape }),
      bias: () => columnSums(asRows(dy)),
    };
  },
});

/**
 * The gradient of a convolution by its input, as a layer: x (N, H, W, in) with a filter (height, width, out, in). What the
 * filters cover is cut by `padding` at both ends and lengthened by `outputPadding` at the end.
 */
export function transposedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, padding, outputPadding }: Record<'strides' | 'padding' | 'outputPadding', readonly [number, number]>,
): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const axis = (before: number, i: 0 | 1) => {
    const covered = (before - 1) * strides[i] + filter.shape[i];
    return {
      whole: covered + Math.max(0, outputPadding[i] - padding[i]),
      length: covered - 2 * padding[i] + outputPadding[i],
    };
  };
  const [rows, columns] = [axis(height, 0), axis(width, 1)];
  const out = filter.shape[2];
  const whole = tf.conv2dTranspose(x, filter, [batch, rows.whole, columns.whole, out], [...strides], 'valid');
  if (rows.length === rows.whole && columns.length === columns.whole) return whole;
  return tf.slice(whole, [0, padding[0], padding[1], 0], [batch, rows.length, columns.length, out]);
}
