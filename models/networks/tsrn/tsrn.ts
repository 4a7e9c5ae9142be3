import type { StateDict } from '../../base/tensor.ts';
import type { Ops } from '../../interpreters/ops.ts';
import { planesOf } from '../colour-pictures.ts';

/**
 * TSRN, the text super-resolution network of "Scene Text Image Super-Resolution in the Wild" (Wang et al., ECCV 2020).
 * Parameter names follow the published PyTorch code.
 */
export interface TsrnConfig {
  /** Enlargement: 2 or 4. */
  scale: 2 | 4;
  /** Whether the input carries the luminance mask as a fourth channel. */
  mask: boolean;
  /** Sequential residual blocks, 1 to 7; the paper uses 5. */
  blocks: number;
  /** GRU units per direction; feature maps have twice as many channels. */
  hidden: number;
  /** Whether the weights include the alignment network that training uses (see alignment.ts). */
  stn: boolean;
  /**
   * Whether the network's result is detail added to an enlargement of the input, a 5×5 convolution that begins as bicubic
   * (global residual learning as in VDSR, Kim et al., CVPR 2016, §3.1). Not in the published code: weights that have it
   * begin by leaving text as it is, and must learn each change.
   */
  skip?: boolean | undefined;
}

export const TSRN_DEFAULTS: TsrnConfig = { scale: 2, mask: true, blocks: 5, hidden: 32, stn: false };

/**
 * (N, planes, H, W) in 0..1 → (N, planes, scale·H, scale·W); the target is in 0..1. Any H and W. In −1..1, with `skip` up to
 * as much beyond the input.
 */
export function tsrn<T>(ops: Ops<T>, config: TsrnConfig, x: T): T {
  const { blocks, hidden } = config;
  const channels = 2 * hidden;
  const planes = planesOf(config);

  const shallow = ops.prelu(ops.conv2d(x, { name: 'block1.0', in: planes, out: channels, kernel: 9, padding: 4 }), {
    name: 'block1.1',
  }); // (N, 64, H, W)

  let deep = shallow;
  for (let i = 0; i < blocks; i++) deep = sequentialResidualBlock(ops, `block${i + 2}`, channels, deep);
  const tail = `block${blocks + 2}`;
  deep = ops.conv2d(deep, { name: `${tail}.0`, in: channels, out: channels, kernel: 3, padding: 1 });
  deep = ops.batchNorm(deep, { name: `${tail}.1`, channels });

  const head = `block${blocks + 3}`;
  const doublings = Math.log2(config.scale);
  let y = ops.add(shallow, deep);
  for (let i = 0; i < doublings; i++) {
    y = ops.conv2d(y, { name: `${head}.${i}.conv`, in: channels, out: 4 * channels, kernel: 3, padding: 1 });
    y = ops.mish(ops.pixelShuffle(y, 2)); // (N, 64, 2H, 2W)
  }
  const detail = ops.tanh(
    ops.conv2d(y, { name: `${head}.${doublings}`, in: channels, out: planes, kernel: 9, padding: 4 }),
  );
  return config.skip ? ops.add(enlargement(ops, config, x), detail) : detail;
}

/** (N, planes, H, W) → (N, planes, scale·H, scale·W) */
function enlargement<T>(ops: Ops<T>, config: TsrnConfig, x: T): T {
  const planes = planesOf(config);
  const phases = ops.conv2d(x, {
    ...{ name: 'skip', in: planes, out: planes * config.scale ** 2, kernel: 5, padding: 2, bias: false },
  });
  return ops.pixelShuffle(phases, config.scale);
}

/** Two convolutions, a GRU down the columns, the skip connection, a GRU along the rows. */
export function sequentialResidualBlock<T>(ops: Ops<T>, name: string, channels: number, x: T): T {
  let r = ops.conv2d(x, { name: `${name}.conv1`, in: channels, out: channels, kernel: 3, padding: 1 });
  r = ops.mish(ops.batchNorm(r, { name: `${name}.bn1`, channels }));
  r = ops.conv2d(r, { name: `${name}.conv2`, in: channels, out: channels, kernel: 3, padding: 1 });
  r = ops.batchNorm(r, { name: `${name}.bn2`, channels });
  r = gruBlock(ops, `${name}.gru1`, channels, 'height', r);
  return gruBlock(ops, `${name}.gru2`, channels, 'width', ops.add(x, r));
}

/** A 1×1 convolution, then a bidirectional GRU along one axis. (N, C, H, W) → the same shape. */
export function gruBlock<T>(ops: Ops<T>, name: string, channels: number, along: 'height' | 'width', x: T): T {
  const mixed = ops.conv2d(x, { name: `${name}.conv1`, in: channels, out: channels, kernel: 1, padding: 0 });
  return ops.bidirectionalGru(mixed, { name: `${name}.gru`, in: channels, hidden: channels / 2, along });
}

/** Reads the configuration off the shapes of a TSRN state dict; undefined where the names are not TSRN's. */
export function inferTsrn(state: StateDict): TsrnConfig | undefined {
  const first = state.get('block1.0.weight');
  // By the highest number and not by a count, so that one missing tensor is one missing tensor.
  const last = Math.max(0, ...[...state.keys()].map((key) => Number(/^block(\d+)\./.exec(key)?.[1] ?? 0)));
  const blocks = last - 3;
  const recurrent = [...state.keys()].some((key) => /^block\d+\.gru[12]\./.test(key));
  if (first?.shape.length !== 4 || blocks < 1 || !recurrent) return undefined;
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
