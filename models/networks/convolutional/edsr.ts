import type { Ops } from '../../interpreters/ops.ts';
import { conv3, type ConvolutionalConfig } from './building-blocks.ts';

const RESIDUAL_SCALE = 0.1;

/** EDSR (Lim et al., 2017), of R, G and B alone. */
export function edsr<T>(ops: Ops<T>, { features, blocks, scale }: ConvolutionalConfig, x: T): T {
  const same = { in: features, out: features, bias: false };
  const mean = { in: 3, out: 3, kernel: 1, padding: 0 };
  const centred = ops.conv2d(x, { name: 'sub_mean', ...mean });
  const shallow = conv3(ops, 'conv_input', { in: 3, out: features, bias: false }, centred);
  let deep = shallow;
  for (let i = 0; i < blocks; i++) {
    const r = ops.relu(conv3(ops, `residual.${i}.conv1`, same, deep));
    deep = ops.add(ops.scale(conv3(ops, `residual.${i}.conv2`, same, r), RESIDUAL_SCALE), deep);
  }
  let y = ops.add(conv3(ops, 'conv_mid', same, deep), shallow);
  for (let i = 0; i < Math.log2(scale); i++) {
    y = ops.pixelShuffle(conv3(ops, `upscale.${2 * i}`, { in: features, out: 4 * features, bias: false }, y), 2);
  }
  return ops.conv2d(conv3(ops, 'conv_output', { in: features, out: 3, bias: false }, y), { name: 'add_mean', ...mean });
}
