import type { Ops } from '../../interpreters/ops.ts';
import { conv3, leakyRelu, nearest, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

/** Channels that each dense layer adds, and layers of a block. */
const GROWTH = 32;
const LAYERS = 5;
const RESIDUAL_SCALE = 0.2;

/** The generator of ESRGAN (Wang et al., 2018): residual-in-residual dense blocks (RRDB). */
export function esrgan<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, blocks, scale } = config;
  const planes = planesOf(config);
  const same = { in: features, out: features };
  const shallow = conv3(ops, 'conv_first', { in: planes, out: features }, x);
  let deep = shallow;
  for (let i = 0; i < blocks; i++) {
    let y = deep;
    for (const part of [1, 2, 3]) y = denseBlock(ops, `RRDB_trunk.${i}.RDB${part}`, features, y);
    deep = ops.add(ops.scale(y, RESIDUAL_SCALE), deep);
  }
  let y = ops.add(shallow, conv3(ops, 'trunk_conv', same, deep));
  for (let i = 1; i <= Math.log2(scale); i++) {
    y = leakyRelu(ops, conv3(ops, `upconv${i}`, same, nearest(ops, features, 2, y)));
  }
  y = leakyRelu(ops, conv3(ops, 'HRconv', same, y));
  return conv3(ops, 'conv_last', { in: features, out: planes }, y);
}

function denseBlock<T>(ops: Ops<T>, name: string, features: number, x: T): T {
  let joined = x;
  let channels = features;
  for (let i = 1; i < LAYERS; i++) {
    const y = leakyRelu(ops, conv3(ops, `${name}.conv${i}`, { in: channels, out: GROWTH }, joined));
    joined = ops.concat([joined, y], 1);
    channels += GROWTH;
  }
  const last = conv3(ops, `${name}.conv${LAYERS}`, { in: channels, out: features }, joined);
  return ops.add(ops.scale(last, RESIDUAL_SCALE), x);
}
