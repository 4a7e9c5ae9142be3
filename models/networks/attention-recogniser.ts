import type { LinearLayer, Ops } from '../interpreters/ops.ts';
import type { Port } from './network.ts';

/** The 45 layers of He et al. (2016) as ASTER and MORAN have them: each stage's first block has its stride. */
const STAGES = [
  { out: 32, blocks: 3, stride: [2, 2] },
  { out: 64, blocks: 4, stride: [2, 2] },
  { out: 128, blocks: 6, stride: [2, 1] },
  { out: 256, blocks: 6, stride: [2, 1] },
  { out: 512, blocks: 3, stride: [2, 1] },
] as const;

export interface ResidualLayer {
  in: number;
  out: number;
  stride: readonly [height: number, width: number];
}

/**
 * Feature maps (N, 32, 32, 100) through five stages of residual blocks → (N, 512, 1, 25). `block` computes one; `stage` counts
 * from 1, `index` from 0 in its stage.
 */
export function residualStages<T>(
  maps: T,
  block: (place: { stage: number; index: number }, layer: ResidualLayer, x: T) => T,
): T {
  let y = maps;
  let channels = 32;
  STAGES.forEach(({ out, blocks, stride }, i) => {
    for (let index = 0; index < blocks; index++) {
      y = block({ stage: i + 1, index }, { in: channels, out, stride: index === 0 ? stride : [1, 1] }, y);
      channels = out;
    }
  });
  return y;
}

/** What a decoder attends to, and where it is: columns (N, W, C), the same for comparison, and its state (N, C). */
export interface Attended<T> {
  features: T;
  keys: T;
  state: T;
}

/**
 * Additive attention (Bahdanau et al., 2015): the features (N, C) of the columns that the state asks for. `blur` changes the
 * attention (N, W) before it is used.
 */
export function attend<T>(
  ops: Ops<T>,
  { features, keys, state }: Attended<T>,
  layers: { query: LinearLayer; score: LinearLayer },
  blur: (attention: T) => T = (attention) => attention,
): T {
  const query = ops.reshape(ops.linear(state, layers.query), [0, 1, -1]);
  const compared = ops.tanh(ops.addBroadcast(keys, query));
  const scores = ops.reshape(ops.linear(compared, layers.score), [0, -1]);
  const attention = ops.reshape(blur(ops.softmax(scores, 1)), [0, 1, -1]);
  return ops.reshape(ops.matmul(attention, features), [0, -1]);
}

/** The inputs of the graph of one decoding step, for features of `columns` of `width` values each. */
export function stepInputs(
  columns: number,
  width: number,
): Record<'features' | 'keys' | 'state' | 'previous', Port<unknown>> {
  const attended: Port<unknown> = { example: () => [1, columns, width], free: { 0: 'batch' } };
  return {
    features: attended,
    keys: attended,
    state: { example: () => [1, width], free: { 0: 'batch' } },
    previous: { example: () => [1], free: { 0: 'batch' } },
  };
}
