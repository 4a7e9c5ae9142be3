import { describe, expect, test } from 'vitest';
import type { TensorData } from '../../../models/base/tensor.ts';
import {
  bestTexts,
  rowsOf,
  searchBeams,
  type AttentionDecoder,
} from '../../../models/recognition/attention-decoding.ts';

const END = 3;
const START = 9;

/** What comes with which probability after a text; the rest goes in equal parts to the other classes. */
type Table = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** A decoder whose state is the text so far, as digits of base 10 after a leading 1. */
function scripted(tables: readonly Table[], beams: number, told: number[][] = []): AttentionDecoder {
  const rows = tables.length * beams;
  return {
    state: { shape: [rows, 1], data: new Float32Array(rows).fill(1) },
    step(previous, state) {
      told.push([...previous.data]);
      const before = [...state.data].map((text, row) =>
        previous.data[row] === START ? text : 10 * text + (previous.data[row] as number),
      );
      const logits = before.flatMap((text, row) => {
        const known = tables[Math.floor(row / beams)]?.[String(text).slice(1)] ?? {};
        const rest = 1 - Object.values(known).reduce((sum, p) => sum + p, 0);
        return [0, 1, 2, END].map((value) => Math.log(known[value] ?? rest / (4 - Object.keys(known).length)));
      });
      return Promise.resolve({
        logits: { shape: [rows, 4], data: Float32Array.from(logits) },
        next: { shape: [rows, 1], data: Float32Array.from(before) },
      });
    },
  };
}

const rulesOf = (beams: number, longest = 6) => ({ beams, longest, end: END, start: START, offset: 0 });

/** Greedily “01”, but “2” ends at once and is likelier as a whole. */
const TRAP: Table = {
  '': { 0: 0.5, 2: 0.4 },
  0: { 1: 0.4, 2: 0.3 },
  '01': { [END]: 0.9 },
  2: { [END]: 0.95 },
};
/** “1”, surely. */
const PLAIN: Table = { '': { 1: 0.97 }, 1: { [END]: 0.97 } };

describe('searching', () => {
  test('one beam takes the likeliest class of each step', async () => {
    const steps = await searchBeams(scripted([TRAP, PLAIN], 1), rulesOf(1));
    const [first, second] = bestTexts(steps, rulesOf(1), false);
    expect(first?.classes).toEqual([0, 1]);
    expect(first?.probabilities.map((p) => p.toFixed(3))).toEqual(['0.500', '0.400', '0.900']);
    expect(second?.classes).toEqual([1]);
  });

  test('several beams find the text that is likeliest as a whole, of each image by itself', async () => {
    const alone = async (table: Table) =>
      bestTexts(await searchBeams(scripted([table], 3), rulesOf(3)), rulesOf(3), false);
    const together = bestTexts(await searchBeams(scripted([TRAP, PLAIN], 3), rulesOf(3)), rulesOf(3), false);
    expect(together.map(({ classes }) => classes)).toEqual([[2], [1]]);
    expect([...(await alone(TRAP)), ...(await alone(PLAIN))]).toEqual(together);
  });

  test('stops when as many texts of every image have ended as there are beams, and never later than asked', async () => {
    expect(await searchBeams(scripted([PLAIN], 1), rulesOf(1))).toHaveLength(2);
    const endless: Table = {};
    const steps = await searchBeams(scripted([endless], 1), rulesOf(1, 4));
    expect(steps).toHaveLength(4);
    expect(bestTexts(steps, rulesOf(1), false)[0]?.classes).toEqual([0, 0, 0, 0]);
  });

  test('the decoder is told the start, and then each class with its offset', async () => {
    const told: number[][] = [];
    await searchBeams(scripted([PLAIN], 1, told), rulesOf(1));
    expect(told).toEqual([[START], [1]]);
    const shifted: number[][] = [];
    const decoder: AttentionDecoder = {
      state: { shape: [1, 1], data: new Float32Array(1) },
      step(previous, next) {
        shifted.push([...previous.data]);
        return Promise.resolve({ logits: { shape: [1, 4], data: Float32Array.of(0, 5, 0, 0) }, next });
      },
    };
    await searchBeams(decoder, { ...rulesOf(1, 3), start: 0, offset: 1 });
    expect(shifted).toEqual([[0], [2], [2]]);
  });
});

describe('choosing', () => {
  /** The empty text has 0.3; “00” has 0.8 · 0.8 · 0.4 = 0.256, but a better mean. */
  const SHORT: Table = { '': { 0: 0.7, [END]: 0.3 }, 0: { 0: 0.7, 1: 0.1 }, '00': { [END]: 0.55 } };

  test('by the probability of the whole, or by the mean of its classes', async () => {
    const steps = await searchBeams(scripted([SHORT], 2), rulesOf(2));
    expect(bestTexts(steps, rulesOf(2), false)[0]?.classes).toEqual([]);
    expect(bestTexts(steps, rulesOf(2), true)[0]?.classes).toEqual([0, 0]);
  });

  test('of no step at all there is no text', () => {
    expect(bestTexts([], rulesOf(2), false)).toEqual([]);
  });
});

test('rows of a tensor, repeated and in another order', () => {
  const tensor: TensorData = { shape: [2, 1, 2], data: Float32Array.of(1, 2, 3, 4) };
  expect(rowsOf(tensor, [1, 1, 0])).toEqual({ shape: [3, 1, 2], data: Float32Array.of(3, 4, 3, 4, 1, 2) });
});
