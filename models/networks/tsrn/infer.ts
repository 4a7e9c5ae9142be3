import type { StateDict } from '../../base/tensor.ts';
import type { TsrnConfig } from './tsrn.ts';

/** Reads the configuration off the shapes of a TSRN state dict; undefined where the names are not TSRN's. */
export function inferTsrn(state: StateDict): TsrnConfig | undefined {
  const first = state.get('block1.0.weight');
  const blocks = [...state.keys()].filter((key) => /^block\d+\.conv1\.weight$/.test(key)).length;
  if (first?.shape.length !== 4 || blocks === 0) return undefined;
  const [channels = 0, planes] = first.shape;
  const head = `block${blocks + 3}`;
  return {
    scale: state.has(`${head}.1.conv.weight`) ? 4 : 2,
    mask: planes === 4,
    blocks,
    hidden: channels / 2,
    stn: state.has('stn_head.stn_fc2.weight'),
  };
}
