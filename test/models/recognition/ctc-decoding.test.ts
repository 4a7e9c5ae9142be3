import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { describe, expect, it } from 'vitest';
import { decodeLogits, decodePath } from '../../../models/recognition/ctc-decoding.ts';
import { readGolden } from '../../support/golden.ts';

const AB = ['a', 'b'];

/** Logits (T, 1, 3) whose softmax gives each frame's class the probability. */
function frames(...path: [value: number, probability: number][]) {
  const data = path.flatMap(([value, probability]) =>
    [0, 1, 2].map((c) => Math.log(c === value ? probability : (1 - probability) / 2)),
  );
  return { shape: [path.length, 1, 3], data: Float32Array.from(data) };
}

describe('greedy CTC decoding', () => {
  it('merges runs, keeps letters that a blank parts, and tells where each stood', () => {
    const [decoded] = decodeLogits(frames([1, 0.6], [1, 0.9], [0, 0.8], [1, 0.5], [2, 0.7], [0, 0.9]), AB);
    expect(decoded?.text).toBe('aab');
    expect(decoded?.characters.map(({ character, start, end }) => [character, start, end])).toEqual([
      ['a', 0, 2],
      ['a', 3, 4],
      ['b', 4, 5],
    ]);
    const confidences = decoded?.characters.map(({ confidence }) => confidence) ?? [];
    [0.9, 0.5, 0.7].forEach((expected, i) => expect(confidences[i]).toBeCloseTo(expected, 6));
    expect(decoded?.confidence).toBeCloseTo(Math.cbrt(0.9 * 0.5 * 0.7), 6);
  });

  it('is surer of the text when it is surer of any character', () => {
    const confidence = (second: number) => decodeLogits(frames([1, 0.9], [2, second]), AB)[0]?.confidence ?? 0;
    expect(confidence(0.6)).toBeLessThan(confidence(0.7));
  });

  it('is as sure of an empty text as of its blanks', () => {
    const [decoded] = decodeLogits(frames([0, 0.9], [0, 0.4]), AB);
    expect(decoded).toMatchObject({ text: '', characters: [] });
    expect(decoded?.confidence).toBeCloseTo(Math.sqrt(0.9 * 0.4), 6);
  });

  it('reads what the golden argmax says, image by image', async () => {
    const golden = await readGolden('crnn_io.safetensors');
    const argmax = golden.tensor('eval.argmax');
    const [steps = 0, batch = 0] = argmax.shape;
    const decoded = decodeLogits(golden.tensor('eval.logits'), LATIN_36);
    expect(decoded).toHaveLength(batch);
    decoded.forEach(({ text }, n) => {
      const path = Array.from({ length: steps }, (_, t) => argmax.data[t * batch + n] as number);
      const letters = path.filter((value, t) => value !== 0 && value !== path[t - 1]).map((c) => LATIN_36[c - 1]);
      expect(text).toBe(letters.join(''));
    });
  });

  it('refuses an alphabet that does not fit the classes', () => {
    expect(() => decodeLogits(frames([1, 0.9]), LATIN_36)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    const path = { classes: Int32Array.of(3), probabilities: Float32Array.of(1) };
    expect(() => decodePath(path, AB)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});
