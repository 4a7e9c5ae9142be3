import { HORIZONTAL, LONGEST_CODE, MODES, PASS, RUNS, type CodeTable } from './fax-codes.ts';

/** Bits of zero before the 1 that ends a line. */
const END_OF_LINE_ZEROS = 11;

export interface FaxLayout {
  /** Pixels of a row. */
  width: number;
  rows: number;
  /** `g3`: T.4 with an end before each line; `rle`: runs alone, each row on a byte of its own (TIFF compression 2). */
  coding: 'g3' | 'rle';
  /** Of `g3`: rows may be coded by the row above, as a bit after each end of line says. */
  twoDimensional: boolean;
  /** The first pixel is the lowest bit of a byte. */
  lowestBitFirst: boolean;
}

/**
 * Decodes bilevel rows of ITU-T T.4 (Group 3, one- and two-dimensional) to one byte a pixel, 0 white and 1 black. Throws
 * RangeError where a row is broken or the data end early: nothing is filled in.
 */
export function decodeFax(data: Uint8Array, layout: FaxLayout): Uint8Array {
  const { width, rows, coding, twoDimensional, lowestBitFirst } = layout;
  const bits = new Bits(data, lowestBitFirst);
  const pixels = new Uint8Array(width * rows);
  let above: readonly number[] = [];
  for (let y = 0; y < rows; y++) {
    let isTold = false;
    if (coding === 'rle') {
      bits.toByte();
    } else {
      bits.passEndOfLine();
      isTold = twoDimensional && bits.next() === 0;
    }
    const changes = isTold ? rowLikeAbove(bits, width, above) : rowOfRuns(bits, width);
    for (let i = 0; i < changes.length; i += 2) {
      pixels.fill(1, y * width + (changes[i] as number), y * width + (changes[i + 1] ?? width));
    }
    above = changes;
  }
  return pixels;
}

/** Where the colour changes: the first black pixel, the first white one after it, and so on, up to the width. */
function rowOfRuns(bits: Bits, width: number): number[] {
  const changes: number[] = [];
  for (let at = 0, colour: 0 | 1 = 0; at < width; colour = colour === 0 ? 1 : 0) {
    at += runOf(bits, colour);
    if (at > width) throw new RangeError('a row longer than the picture');
    changes.push(at);
  }
  return changes;
}

/** A row by its differences from the one above (T.4, 4.2). */
function rowLikeAbove(bits: Bits, width: number, above: readonly number[]): number[] {
  const changes: number[] = [];
  let at = 0;
  let colour: 0 | 1 = 0;
  let from = 0;
  while (at < width) {
    // The first change above, right of here, to the other colour: even places are changes to black.
    const isAfter = (change: number) => change > at || (at === 0 && changes.length === 0 && change === 0);
    while (from > 0 && isAfter(above[from - 1] as number)) from--;
    while (from < above.length && (!isAfter(above[from] as number) || from % 2 !== colour)) from++;
    const b1 = above[from] ?? width;
    const mode = bits.code(MODES);
    if (mode === PASS) {
      at = above[from + 1] ?? width;
      continue;
    }
    if (mode === HORIZONTAL) {
      for (let half = 0; half < 2; half++, colour = colour === 0 ? 1 : 0) changes.push((at += runOf(bits, colour)));
    } else {
      if (b1 + mode < at) throw new RangeError('a change before the one before it');
      changes.push((at = b1 + mode));
      colour = colour === 0 ? 1 : 0;
    }
    if (at > width) throw new RangeError('a row longer than the picture');
  }
  return changes;
}

function runOf(bits: Bits, colour: 0 | 1): number {
  for (let length = 0; ;) {
    const part = bits.code(RUNS[colour]);
    length += part;
    if (part < 64) return length;
  }
}

class Bits {
  readonly #data: Uint8Array;
  readonly #lowestFirst: boolean;
  #at = 0;

  constructor(data: Uint8Array, lowestFirst: boolean) {
    this.#data = data;
    this.#lowestFirst = lowestFirst;
  }

  next(): 0 | 1 {
    const byte = this.#data[this.#at >> 3];
    if (byte === undefined) throw new RangeError('the data end early');
    const place = this.#at++ & 7;
    return ((byte >> (this.#lowestFirst ? place : 7 - place)) & 1) as 0 | 1;
  }

  code(table: CodeTable): number {
    for (let word = 1, length = 0; length < LONGEST_CODE; length++) {
      word = (word << 1) | this.next();
      const meaning = table.get(word);
      if (meaning !== undefined) return meaning;
    }
    throw new RangeError('no such code');
  }

  toByte(): void {
    this.#at = (this.#at + 7) & ~7;
  }

  /** Passes over fill bits and the end of a line, where one stands here; some writers leave the first one out. */
  passEndOfLine(): void {
    const start = this.#at;
    let zeros = 0;
    while (this.next() === 0) zeros++;
    if (zeros < END_OF_LINE_ZEROS) this.#at = start;
  }
}
