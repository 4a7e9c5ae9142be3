import type { StateDict } from '../../../../models/base/tensor.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';

/** Small enough to learn within seconds. */
export const TINY = { network: 'tsrn', scale: 2, mask: true, blocks: 1, hidden: 4, stn: false } as const;

/** A tiny network with a last layer that is far too strong: its pictures are noise, which a few steps make less. */
export function noisyWeights(seed: number): StateDict {
  const weights = initialWeights(TINY, seed);
  const last = weights.get('block4.1.weight');
  if (!last) throw new Error('the last layer has another name');
  const data = Float32Array.from(last.data, (value) => 8 * value);
  return new Map(weights).set('block4.1.weight', { ...last, data });
}
