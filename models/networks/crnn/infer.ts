import type { StateDict } from '../../base/tensor.ts';
import { LATIN_36, type CrnnConfig } from './crnn.ts';

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
  const placeholder = Array.from({ length: classes - 1 }, (_, i) => String.fromCodePoint(0xe000 + i));
  return { alphabet: classes === LATIN_36.length + 1 ? LATIN_36 : placeholder, hidden };
}
