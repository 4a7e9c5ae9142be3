import type { Ops } from '../../interpreters/ops.ts';
import { conv3, type ConvolutionalConfig } from './building-blocks.ts';
import { planesOf } from '../colour-pictures.ts';

/** SRResNet (Ledig et al., 2017). Values of the output lie in −1..1. */
export function srresnet<T>(ops: Ops<T>, config: ConvolutionalConfig, x: T): T {
  const { features, blocks, scale } = config;
  const planes = planesOf(config);
  const same = { in: features, out: features };
  const shallow = ops.prelu(ops.conv2d(x, { name: 'block1.0', in: planes, out: features, kernel: 9, padding: 4 }), {
    name: 'block1.1',
  });
  let deep = shallow;
  for (let i = 2; i < blocks + 2; i++) {
    let r = ops.batchNorm(conv3(ops, `block${i}.conv1`, same, deep), { name: `block${i}.bn1`, channels: features });
    r = conv3(ops, `block${i}.conv2`, same, ops.prelu(r, { name: `block${i}.prelu` }));
    deep = ops.add(deep, ops.batchNorm(r, { name: `block${i}.bn2`, channels: features }));
  }
  const tail = `block${blocks + 2}`;
  deep = ops.batchNorm(conv3(ops, `${tail}.0`, same, deep), { name: `${tail}.1`, channels: features });
  let y = ops.add(shallow, deep);
  const head = `block${blocks + 3}`;
  const doublings = Math.log2(scale);
  for (let i = 0; i < doublings; i++) {
    y = ops.pixelShuffle(conv3(ops, `${head}.${i}.conv`, { in: features, out: 4 * features }, y), 2);
    y = ops.prelu(y, { name: `${head}.${i}.prelu` });
  }
  return ops.tanh(ops.conv2d(y, { name: `${head}.${doublings}`, in: features, out: planes, kernel: 9, padding: 4 }));
}
