import type { Ops } from '../../interpreters/ops.ts';
import { nearest, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

/** SRCNN (Dong et al., 2014), on pixels that are repeated first. `features`: of the first layer; the second has half. */
export function srcnn<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, scale } = config;
  const planes = planesOf(config);
  const narrow = features / 2;
  let y = nearest(ops, planes, scale, x);
  y = ops.relu(ops.conv2d(y, { name: 'conv1', in: planes, out: features, kernel: 9, padding: 4 }));
  y = ops.relu(ops.conv2d(y, { name: 'conv2', in: features, out: narrow, kernel: 1, padding: 0 }));
  return ops.conv2d(y, { name: 'conv3', in: narrow, out: planes, kernel: 5, padding: 2 });
}
