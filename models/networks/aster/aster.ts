import type { Ops } from '../../interpreters/ops.ts';
import { localise, SPLINE, stretch } from '../alignment.ts';
import { attend, type Attended, residualStages, type ResidualLayer } from '../attention-recogniser.ts';

/**
 * ASTER, "ASTER: An Attentional Scene Text Recognizer with Flexible Rectification" (Shi et al., TPAMI 2018): a spatial
 * transformer, a residual network, two recurrent layers, and a decoder that attends to their columns character by character.
 * Parameter names and sizes follow the published PyTorch code, as used by the TextZoom evaluation.
 */
export interface AsterConfig {
  /** Characters in class order. Three classes follow: the end of a text, padding, and the unknown character. */
  alphabet: readonly string[];
  /**
   * Whether the corners of the rectified image lie on centres of pixels, as PyTorch sampled when the published weights were
   * trained, or on their outer corners, as it does with the same code since 1.3.
   */
  alignCorners: boolean;
}

/** Digits, letters, and ASCII's punctuation: the published alphabet of 94. */
export const ALL_CASES_SYMBOLS: readonly string[] = [
  ...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
];

/** Classes beside the characters: the end, padding, unknown. */
export const ASTER_SIGNS = 3;
export const endClass = ({ alphabet }: AsterConfig): number => alphabet.length;
export const asterClasses = ({ alphabet }: AsterConfig): number => alphabet.length + ASTER_SIGNS;
/** What the decoder takes to come before the first character; no class that it puts out. */
export const startClass = (config: AsterConfig): number => asterClasses(config);

/** Size of the rectified image. */
export const ASTER_RECTIFIED = { height: 32, width: 100 } as const;
/** Columns of the features, and values of each. */
export const ASTER_COLUMNS = 25;
export const ASTER_FEATURES = 512;

export interface AsterEncoding<T> {
  /** (N, 40): where the spline's control points lie in the image, x and y in 0..1. */
  points: T;
  /** (N, 3, 32, 100): what the recogniser looks at. */
  rectified: T;
  /** (N, 25, 512). */
  features: T;
  /** (N, 25, 512): the features as the decoder's attention compares them with its state. */
  keys: T;
}

/** (N, 3, H, W) in −1..1 → the features of the text's columns. */
export function encode<T>(ops: Ops<T>, config: AsterConfig, x: T): AsterEncoding<T> {
  const points = localise(ops, 3, stretch(ops, x));
  const { alignCorners } = config;
  const rectified = ops.thinPlateSpline(x, points, { ...SPLINE, ...ASTER_RECTIFIED, alignCorners });
  return { points, rectified, ...columns(ops, rectified) };
}

/** A rectified image (N, 3, 32, 100) → features and keys. */
export function columns<T>(ops: Ops<T>, rectified: T): Pick<AsterEncoding<T>, 'features' | 'keys'> {
  let y = ops.conv2d(rectified, { name: 'encoder.layer0.0', in: 3, out: 32, kernel: 3, padding: 1, bias: false });
  y = ops.relu(ops.batchNorm(y, { name: 'encoder.layer0.1', channels: 32 }));
  y = residualStages(y, ({ stage, index }, layer, maps) =>
    residualBlock(ops, `encoder.layer${stage}.${index}`, layer, maps),
  ); // (N, 512, 1, 25)
  let sequence = ops.columnsAsSequence(y);
  for (const layer of [0, 1]) {
    sequence = ops.lstm(sequence, { name: 'encoder.rnn', in: 512, hidden: 256, bidirectional: true, layer });
  }
  const features = ops.transpose(sequence, [1, 0, 2]);
  const keys = ops.linear(features, { name: `${ATTENTION}.xEmbed`, in: 512, out: 512 });
  return { features, keys };
}

const ATTENTION = 'decoder.decoder.attention_unit';

/** The state is (N, 512), zeros before the first character. */
export interface AsterStep<T> extends Attended<T> {
  /** (N): classes of the characters before, `startClass` for the first. */
  previous: T;
}

/** One character: logits (N, classes) and the next state (N, 512). */
export function step<T>(ops: Ops<T>, config: AsterConfig, { features, keys, state, previous }: AsterStep<T>) {
  const context = attend(
    ops,
    { features, keys, state },
    {
      query: { name: `${ATTENTION}.sEmbed`, in: 512, out: 512 },
      score: { name: `${ATTENTION}.wEmbed`, in: 512, out: 1 },
    },
  );
  const classes = asterClasses(config);
  const known = ops.embedding(previous, { name: 'decoder.decoder.tgt_embedding', count: classes + 1, width: 512 });
  const cell = { name: 'decoder.decoder.gru', in: 1024, hidden: 512, layer: 0 };
  const next = ops.gruCell(ops.concat([known, context], 1), state, cell);
  return { logits: ops.linear(next, { name: 'decoder.decoder.fc', in: 512, out: classes }), next };
}

function residualBlock<T>(ops: Ops<T>, name: string, { in: channels, out, stride }: ResidualLayer, x: T): T {
  const pointwise = { in: channels, out, kernel: 1, padding: 0, stride, bias: false };
  let y = ops.batchNorm(ops.conv2d(x, { name: `${name}.conv1`, ...pointwise }), { name: `${name}.bn1`, channels: out });
  y = ops.conv2d(ops.relu(y), { name: `${name}.conv2`, in: out, out, kernel: 3, padding: 1, bias: false });
  y = ops.batchNorm(y, { name: `${name}.bn2`, channels: out });
  const narrows = stride[0] > 1 || channels !== out;
  const shortcut = narrows
    ? ops.batchNorm(ops.conv2d(x, { name: `${name}.downsample.0`, ...pointwise }), {
        name: `${name}.downsample.1`,
        channels: out,
      })
    : x;
  return ops.relu(ops.add(y, shortcut));
}
