import { resizeBicubic } from '../../image/resize.ts';
import { AttentionReader } from '../../recognition/readers/attention-reader.ts';
import type { Reader } from '../../recognition/readers/reader.ts';
import type { ReaderStart } from '../network.ts';
import { ASTER_FEATURES, endClass, startClass, type AsterConfig } from './aster.ts';
import { asterInput, type AsterInput } from './input.ts';

const BEAMS = 5;
const LONGEST = 100;

/** Size of the pictures that the TextZoom evaluation shows it, which are those that super-resolution makes. */
const PUBLISHED_SIZE = { height: 32, width: 128 };

/**
 * Reads with ASTER, by beam search of width 5.
 *
 * `correct`: pictures of the size of its training, and of the texts found the one whose characters are likeliest on
 * average. `compatible`: 32×128 as in the published evaluation, and the text that is likeliest as a whole, which favours
 * short ones.
 */
export function openAsterReader({ network, card, mode }: ReaderStart<AsterConfig, AsterInput>): Reader {
  const compatible = mode === 'compatible';
  const input = compatible ? { ...card.input, ...PUBLISHED_SIZE } : card.input;
  return new AttentionReader({
    id: 'aster',
    network,
    card,
    alphabet: card.network.alphabet,
    stateWidth: ASTER_FEATURES,
    directions: [{ graph: 'step', keys: 'keys', backwards: false }],
    beams: BEAMS,
    longest: LONGEST,
    end: endClass(card.network),
    start: startClass(card.network),
    offset: 0,
    perClass: !compatible,
    toInput: (images) =>
      asterInput(
        images.map((image) => resizeBicubic(image, input.width, input.height)),
        input,
      ),
  });
}
