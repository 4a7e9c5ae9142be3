import type { StateDict } from '../../base/tensor.ts';
import type { TsrnConfig } from './tsrn.ts';

/** Reads the configuration off the shapes of a TSRN state dict; undefined where the names are not TSRN's. */
export function inferTsrn(state: StateDict): TsrnConfig | undefined {
  const first = state.get('block1.0.weight');
  // By the highest number and not by a count, so that one missing tensor is one missing tensor.
  const last = Math.max(0, ...[...state.keys()].map((key) => Number(/^block(\d+)\./.exec(key)?.[1] ?? 0)));
  const blocks = last - 3;
  if (first?.shape.length !== 4 || blocks < 1) return undefined;
  const [channels = 0, planes] = first.shape;
  const head = `block${blocks + 3}`;
  return {
    scale: state.has(`${head}.1.conv.weight`) ? 4 : 2,
    mask: planes === 4,
    blocks,
    hidden: channels / 2,
    stn: state.has('stn_head.stn_fc2.weight'),
    ...(state.has('skip.weight') && { skip: true }),
  };
}
