import type { StateDict } from '../../base/tensor.ts';
import { placeholderAlphabet, LATIN_36 } from '../../recognition/alphabet.ts';
import type { MoranConfig } from './moran.ts';

/** Reads the configuration off a MORAN state dict; undefined where the names are not MORAN's. */
export function inferMoran(state: StateDict): MoranConfig | undefined {
  const classes = state.get('ASRN.attentionL2R.generator.weight')?.shape[0];
  if (classes === undefined || !state.has('MORN.cnn.1.weight')) return undefined;
  const characters = classes - 1;
  return { alphabet: characters === LATIN_36.length ? LATIN_36 : placeholderAlphabet(characters), alignCorners: true };
}
