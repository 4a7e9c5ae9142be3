import type { Ops } from '../../interpreters/ops.ts';
import { conv3, leakyRelu, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

const DOUBLED = { kernel: 4, stride: 2, padding: 1, bias: false };

/** LapSRN (Lai et al., 2017): a pyramid whose levels each double the image and add what is missing. */
export function lapsrn<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, blocks, scale } = config;
  const planes = planesOf(config);
  let maps = leakyRelu(ops, conv3(ops, 'conv_input', { in: planes, out: features, bias: false }, x));
  let image = x;
  for (let level = 1; level <= Math.log2(scale); level++) {
    const block = `convt_F${level}.0.cov_block`;
    for (let i = 0; i < blocks; i++) {
      maps = leakyRelu(ops, conv3(ops, `${block}.${2 * i}`, { in: features, out: features, bias: false }, maps));
    }
    const doubling = { name: `${block}.${2 * blocks}`, in: features, out: features, ...DOUBLED };
    maps = leakyRelu(ops, ops.convTranspose2d(maps, doubling));
    const enlarged = ops.convTranspose2d(image, { name: `convt_I${level}`, in: planes, out: planes, ...DOUBLED });
    image = ops.add(enlarged, conv3(ops, `convt_R${level}`, { in: features, out: planes, bias: false }, maps));
  }
  return image;
}
