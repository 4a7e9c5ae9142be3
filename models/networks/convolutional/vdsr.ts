import type { Ops } from '../../interpreters/ops.ts';
import { conv3, nearest, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

/** VDSR (Kim et al., 2016): what a chain of convolutions adds to the pixels repeated. */
export function vdsr<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, blocks, scale } = config;
  const planes = planesOf(config);
  const coarse = nearest(ops, planes, scale, x);
  let y = ops.relu(conv3(ops, 'input', { in: planes, out: features, bias: false }, coarse));
  for (let i = 0; i < blocks; i++) {
    y = ops.relu(conv3(ops, `residual_layer.${i}.conv`, { in: features, out: features, bias: false }, y));
  }
  return ops.add(conv3(ops, 'output', { in: features, out: planes, bias: false }, y), coarse);
}
