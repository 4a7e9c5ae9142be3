import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Raster } from '../../../../models/image/raster.ts';
import { scoreReadings, textRule } from '../../../../models/metrics/text-accuracy.ts';
import { PpocrReader } from '../../../../models/recognition/readers/ppocr-reader.ts';
import { DEMO_SUBSETS, demoPairs } from '../../../resources/demo-pairs.ts';

let reader: PpocrReader;
beforeAll(async () => {
  reader = await PpocrReader.open();
});
afterAll(() => reader.dispose());

const grey = (width: number, height: number): Raster => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(128),
});

describe('PpocrReader', () => {
  it('reads the sharp sample pictures letter for letter', async () => {
    const pairs = (await Promise.all(DEMO_SUBSETS.map(demoPairs))).flat();
    const readings = await reader.read(pairs.map(({ hr }) => hr));
    const compared = pairs.map(({ label }, i) => ({ reference: label, reading: readings[i]?.text ?? '' }));
    const { accuracy, cer } = scoreReadings(compared, textRule('correct'));
    expect(accuracy).toBeGreaterThanOrEqual(0.9);
    expect(cer).toBeLessThan(0.02);
    for (const { text, characters, confidence } of readings) {
      expect(characters.map(({ character }) => character).join('')).toBe(text);
      expect(confidence).toBeGreaterThan(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  it('reads an image the same alone and among others', async () => {
    const [first, second] = await demoPairs('hard');
    if (!first || !second) throw new Error('the sample set is empty');
    const together = await reader.read([second.lr, first.lr, grey(700, 32)]);
    const [alone] = await reader.read([first.lr]);
    expect(together[1]?.text).toBe(alone?.text);
    expect(together[1]?.confidence).toBeCloseTo(alone?.confidence ?? 0, 4);
  });

  it('takes the smallest and the longest images, and sees no text where there is none', async () => {
    const readings = await reader.read([grey(1, 1), grey(20_000, 50), grey(2, 90)]);
    expect(readings.map(({ text }) => text)).toEqual(['', '', '']);
    expect(await reader.read([])).toEqual([]);
  });

  it('says which weights it reads with', () => {
    expect(reader.id).toBe('ppocr');
    expect(reader.weightsSha256).toBe('06b3e6af6c59a1ba5d53790ed8c2e4b2de389870b6cf5a97f349f3412cb269c0');
  });
});
