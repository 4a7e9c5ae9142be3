import type { Ops } from '../../interpreters/ops.ts';
import { conv3, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

/** Channels that each dense layer adds, and layers of a block. */
const GROWTH = 32;
const LAYERS = 6;

/** RDN, the residual dense network (Zhang et al., 2018). */
export function rdn<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, blocks, scale } = config;
  const planes = planesOf(config);
  const same = { in: features, out: features };
  const first = conv3(ops, 'conv1', { in: planes, out: features }, x);
  let y = conv3(ops, 'conv2', same, first);
  const outputs: T[] = [];
  for (let i = 1; i <= blocks; i++) {
    y = denseBlock(ops, `RDB${i}`, features, y);
    outputs.push(y);
  }
  const joined = ops.concat(outputs, 1);
  const fused = ops.conv2d(joined, { name: 'GFF_1x1', in: blocks * features, out: features, kernel: 1, padding: 0 });
  y = ops.add(conv3(ops, 'GFF_3x3', same, fused), first);
  y = conv3(ops, 'conv_up', { in: features, out: features * scale ** 2 }, y);
  return conv3(ops, 'conv3', { in: features, out: planes }, ops.pixelShuffle(y, scale));
}

function denseBlock<T>(ops: Ops<T>, name: string, features: number, x: T): T {
  let y = x;
  let channels = features;
  for (let i = 0; i < LAYERS; i++) {
    const layer = { in: channels, out: GROWTH, bias: false };
    y = ops.concat([y, ops.relu(conv3(ops, `${name}.dense_layers.${i}.conv`, layer, y))], 1);
    channels += GROWTH;
  }
  const mixing = { name: `${name}.conv_1x1`, in: channels, out: features, kernel: 1, padding: 0, bias: false };
  return ops.add(ops.conv2d(y, mixing), x);
}
