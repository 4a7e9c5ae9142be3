import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findText } from '../../../models/detection/page-text.ts';
import { linePicture } from '../../../models/detection/line-pictures.ts';
import { inReadingOrder } from '../../../models/detection/reading-order.ts';
import { openTextFinders, type TextFinders } from '../../../models/detection/text-finders.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { PpocrReader } from '../../../models/recognition/readers/ppocr-reader.ts';
import { PHOTO_TEXTS, photoOfCrops } from '../../support/photo.ts';

let finders: TextFinders;
let reader: PpocrReader;
let page: Raster;

beforeAll(async () => {
  finders = await openTextFinders();
  reader = await PpocrReader.open();
  page = await photoOfCrops();
});
afterAll(async () => {
  await finders.dispose();
  await reader.dispose();
});

const textsOf = async (photo: Raster): Promise<{ texts: string[]; angle: number }> => {
  const { lines, angle } = await findText(photo, finders);
  const ordered = inReadingOrder(lines, angle, 'ltr').flat();
  const readings = await reader.read(ordered.map(({ quad }) => linePicture(photo, quad)));
  return { texts: readings.map(({ text }) => text.toLowerCase().replace(/[^a-z]/g, '')), angle };
};

describe('findText', () => {
  it('finds lines that can be read, in order', async () => {
    const { texts, angle } = await textsOf(page);
    expect(texts).toEqual(PHOTO_TEXTS);
    expect(Math.abs(angle)).toBeLessThan(0.05);
  });

  it.each([
    ['td', Math.PI],
    ['vp', Math.PI / 2],
    ['vn', -Math.PI / 2],
  ] as const)('does so on a page that was photographed %s', async (direction, expected) => {
    const { texts, angle } = await textsOf(asCaptured(page, direction));
    expect(texts).toEqual(PHOTO_TEXTS);
    expect(Math.abs(Math.sin((angle - expected) / 2))).toBeLessThan(0.03);
  });

  it('finds nothing on an empty page', async () => {
    const empty = { width: 700, height: 500, data: new Uint8Array(700 * 500 * 3).fill(230) };
    expect((await findText(empty, finders)).lines).toEqual([]);
  });
});
