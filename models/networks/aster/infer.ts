import type { StateDict } from '../../base/tensor.ts';
import { placeholderAlphabet } from '../../recognition/alphabet.ts';
import { ALL_CASES_SYMBOLS, ASTER_SIGNS, type AsterConfig } from './aster.ts';

/** Reads the configuration off an ASTER state dict; undefined where the names are not ASTER's. */
export function inferAster(state: StateDict): AsterConfig | undefined {
  const classes = state.get('decoder.decoder.fc.weight')?.shape[0];
  if (classes === undefined || !state.has('encoder.layer0.0.weight')) return undefined;
  const characters = classes - ASTER_SIGNS;
  const isPublished = characters === ALL_CASES_SYMBOLS.length;
  return { alphabet: isPublished ? ALL_CASES_SYMBOLS : placeholderAlphabet(characters), alignCorners: true };
}
