import { LATIN_36, placeholderAlphabet } from '../../recognition/alphabet.ts';
import type { StateDict } from '../../base/tensor.ts';
import type { Ops, PoolLayer } from '../../interpreters/ops.ts';

/**
 * CRNN, "An End-to-End Trainable Neural Network for Image-based Sequence Recognition" (Shi et al., 2015), as used by the
 * TextZoom evaluation. Parameter names follow the published PyTorch port.
 */
export interface CrnnConfig {
  /** Characters in class order; class 0 is the CTC blank and is not listed, so there are `alphabet.length + 1` classes. */
  alphabet: readonly string[];
  /** LSTM units per direction. */
  hidden: number;
}

export const CRNN_DEFAULTS: CrnnConfig = { alphabet: LATIN_36, hidden: 256 };

/** Rows of the input image: the convolutions reduce exactly this height to one. */
export const CRNN_HEIGHT = 32;

const LAYERS = [
  { out: 64, kernel: 3, padding: 1, norm: false },
  { out: 128, kernel: 3, padding: 1, norm: false },
  { out: 256, kernel: 3, padding: 1, norm: true },
  { out: 256, kernel: 3, padding: 1, norm: false },
  { out: 512, kernel: 3, padding: 1, norm: true },
  { out: 512, kernel: 3, padding: 1, norm: false },
  { out: 512, kernel: 2, padding: 0, norm: true },
];
const HALVE: PoolLayer = { kernel: [2, 2], stride: [2, 2], padding: [0, 0] };
const HALVE_HEIGHT: PoolLayer = { kernel: [2, 2], stride: [2, 1], padding: [0, 1] };
const POOL_AFTER = new Map([
  [0, HALVE],
  [1, HALVE],
  [3, HALVE_HEIGHT],
  [5, HALVE_HEIGHT],
]);

/** (N, 1, 32, W) grey → logits (⌊W/4⌋ + 1, N, classes), class 0 the blank. Any W ≥ 4. */
export function crnn<T>(ops: Ops<T>, config: CrnnConfig, x: T): T {
  let y = x;
  let channels = 1;
  LAYERS.forEach(({ out, kernel, padding, norm }, i) => {
    y = ops.conv2d(y, { name: `cnn.conv${i}`, in: channels, out, kernel, padding });
    if (norm) y = ops.batchNorm(y, { name: `cnn.batchnorm${i}`, channels: out });
    y = ops.relu(y);
    const pool = POOL_AFTER.get(i);
    if (pool) y = ops.maxPool(y, pool);
    channels = out;
  }); // (N, 512, 1, T)
  const { hidden } = config;
  let sequence = ops.columnsAsSequence(y);
  sequence = ops.bidirectionalLstm(sequence, { name: 'rnn.0.rnn', in: 512, hidden });
  sequence = ops.linear(sequence, { name: 'rnn.0.embedding', in: 2 * hidden, out: hidden });
  sequence = ops.bidirectionalLstm(sequence, { name: 'rnn.1.rnn', in: hidden, hidden });
  return ops.linear(sequence, { name: 'rnn.1.embedding', in: 2 * hidden, out: config.alphabet.length + 1 });
}

/**
 * Reads the configuration off a CRNN state dict; undefined where the names are not CRNN's. Weights do not tell their
 * alphabet: 37 classes are taken for the published one, others get placeholders U+E000… until an alphabet is given.
 */
export function inferCrnn(state: StateDict): CrnnConfig | undefined {
  const output = state.get('rnn.1.embedding.weight');
  const recurrent = state.get('rnn.0.rnn.weight_hh_l0');
  const classes = output?.shape[0];
  const hidden = recurrent?.shape[1];
  if (classes === undefined || hidden === undefined || !state.has('cnn.conv0.weight')) return undefined;
  const characters = classes - 1;
  return { alphabet: characters === LATIN_36.length ? LATIN_36 : placeholderAlphabet(characters), hidden };
}
