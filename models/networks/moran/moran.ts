import type { Ops } from '../../interpreters/ops.ts';
import { attend, type Attended, residualStages, type ResidualLayer } from '../attention-recogniser.ts';
import { rectify } from './rectification.ts';

/**
 * MORAN, "A Multi-Object Rectified Attention Network for Scene Text Recognition" (Luo et al., Pattern Recognition 2019), in
 * its second version: MORN straightens the line, ASRN reads it in both directions. Parameter names and sizes follow the
 * published PyTorch code, as used by the TextZoom evaluation.
 */
export interface MoranConfig {
  /** Characters in class order; one class follows, the end of a text. */
  alphabet: readonly string[];
  /**
   * Whether images are sampled with their corners on centres of pixels, as PyTorch did when the published weights were
   * trained, or on their outer edges, as it does with the same code since 1.3.
   */
  alignCorners: boolean;
}

export const endClass = ({ alphabet }: MoranConfig): number => alphabet.length;
export const moranClasses = ({ alphabet }: MoranConfig): number => alphabet.length + 1;

/** Columns of the features, and values of each and of the decoder's state. */
export const MORAN_COLUMNS = 25;
export const MORAN_FEATURES = 256;

/** Of the published normalisations of ASRN. */
const MOMENTUM = 0.01;

/** The published decoders, by the direction that they write in. */
export type MoranDirection = 'L2R' | 'R2L';

export interface MoranEncoding<T> {
  /** (N, 1, 32, 100). */
  rectified: T;
  /** (N, 25, 256). */
  features: T;
  /** (N, 25, 256): the features as each decoder's attention compares them with its state. */
  keysL2R: T;
  keysR2L: T;
}

/** Grey (N, 1, 32, 100) → the features of the text's columns. */
export function encode<T>(ops: Ops<T>, config: MoranConfig, x: T): MoranEncoding<T> {
  const rectified = rectify(ops, config.alignCorners, x, 1);
  return { rectified, ...attendable(ops, convolved(ops, rectified)) };
}

/** Feature maps (N, 512, 1, 25) → what decoders attend to. */
export function attendable<T>(ops: Ops<T>, maps: T): Omit<MoranEncoding<T>, 'rectified'> {
  const features = ops.transpose(contextual(ops, maps), [1, 0, 2]);
  const keys = (direction: MoranDirection) =>
    ops.linear(features, { name: `${cellName(direction)}.i2h`, in: 256, out: 256, bias: false });
  return { features, keysL2R: keys('L2R'), keysR2L: keys('R2L') };
}

/** (N, 1, 32, 100) → (N, 512, 1, 25). */
export function convolved<T>(ops: Ops<T>, x: T): T {
  const y = convolution(ops, 'ASRN.cnn.block0', { in: 1, out: 32, kernel: 3, stride: [1, 1] }, x);
  return residualStages(y, ({ stage, index }, layer, maps) =>
    residualBlock(ops, `ASRN.cnn.block${stage}.${index}`, layer, maps),
  );
}

/** (N, 512, 1, W) → (W, N, 256). */
function contextual<T>(ops: Ops<T>, x: T): T {
  let sequence = ops.columnsAsSequence(x);
  for (const [i, width] of [512, 256].entries()) {
    sequence = ops.bidirectionalLstm(sequence, { name: `ASRN.rnn.${i}.rnn`, in: width, hidden: 256 });
    sequence = ops.linear(sequence, { name: `ASRN.rnn.${i}.embedding`, in: 512, out: 256 });
  }
  return sequence;
}

/** The state is (N, 256), zeros before the first character. */
export interface MoranStep<T> extends Attended<T> {
  /** (N): 0 before the first character, then 1 + class of the one before. */
  previous: T;
  /** Changes the attention (N, 25) before it is used, as training does. */
  blur?: (attention: T) => T;
}

/** One character in a direction: logits (N, classes) and the next state (N, 256). */
export function step<T>(ops: Ops<T>, config: MoranConfig, direction: MoranDirection, given: MoranStep<T>) {
  const { state, previous, blur } = given;
  const name = cellName(direction);
  const query = { name: `${name}.h2h`, in: 256, out: 256 };
  const context = attend(ops, given, { query, score: { name: `${name}.score`, in: 256, out: 1, bias: false } }, blur);
  const classes = moranClasses(config);
  const decoder = `ASRN.attention${direction}`;
  const rows = { name: `${decoder}.char_embeddings`, count: classes + 1, width: 256, bare: true };
  const known = ops.embedding(previous, rows);
  const next = ops.gruCell(ops.concat([context, known], 1), state, { name: `${name}.rnn`, in: 512, hidden: 256 });
  return { logits: ops.linear(next, { name: `${decoder}.generator`, in: 256, out: classes }), next };
}

const cellName = (direction: MoranDirection): string => `ASRN.attention${direction}.attention_cell`;

/** A convolution that keeps the size but for its stride, normalised. */
function convolution<T>(ops: Ops<T>, name: string, layer: ResidualLayer & { kernel: 1 | 3 }, x: T): T {
  const y = ops.conv2d(x, { name: `${name}.0`, ...layer, padding: (layer.kernel - 1) / 2 });
  return ops.batchNorm(y, { name: `${name}.1`, channels: layer.out, momentum: MOMENTUM });
}

function residualBlock<T>(ops: Ops<T>, name: string, layer: ResidualLayer, x: T): T {
  const narrows = layer.stride[0] > 1;
  const first = convolution(ops, `${name}.conv1`, { ...layer, kernel: narrows ? 3 : 1 }, x);
  const y = convolution(ops, `${name}.conv2`, { in: layer.out, out: layer.out, stride: [1, 1], kernel: 3 }, first);
  const shortcut = narrows ? convolution(ops, `${name}.downsample`, { ...layer, kernel: 3 }, x) : x;
  return ops.relu(ops.add(y, shortcut));
}
