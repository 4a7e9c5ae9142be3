import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findText } from '../../../models/detection/page-text.ts';
import { linePicture } from '../../../models/detection/line-pictures.ts';
import { PpocrDetector } from '../../../models/detection/ppocr-detector.ts';
import { PpocrOrientation } from '../../../models/detection/ppocr-orientation.ts';
import { inReadingOrder } from '../../../models/detection/reading-order.ts';
import { decodeImage } from '../../../models/image/decode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { PpocrReader } from '../../../models/recognition/readers/ppocr-reader.ts';

const CROPS = ['easy/hr/apothecary', 'easy/hr/bakery', 'easy/hr/harbour-street', 'easy/hr/ironmonger'];

let finders: { detector: PpocrDetector; orientation: PpocrOrientation };
let reader: PpocrReader;
/** Crops of the sample set one below the other on grey paper, 1200 × 900. */
let page: Raster;

beforeAll(async () => {
  finders = { detector: await PpocrDetector.open(), orientation: await PpocrOrientation.open() };
  reader = await PpocrReader.open();
  const paper = new Uint8Array(1200 * 900 * 3).fill(215);
  for (const [i, name] of CROPS.entries()) {
    const bytes = await readFile(new URL(`../../../resources/demo/${name}.png`, import.meta.url));
    const crop = await decodeImage(bytes, name);
    const shown = resizeBicubic(crop, crop.width * 2, crop.height * 2);
    for (let y = 0; y < shown.height; y++) {
      const row = shown.data.subarray(3 * y * shown.width, 3 * (y + 1) * shown.width);
      paper.set(row, 3 * ((150 + 170 * i + y) * 1200 + 400));
    }
  }
  page = { width: 1200, height: 900, data: paper };
});
afterAll(async () => {
  await finders.detector.dispose();
  await finders.orientation.dispose();
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
    expect(texts).toEqual(['apothecary', 'bakery', 'harbourstreet', 'ironmonger']);
    expect(Math.abs(angle)).toBeLessThan(0.05);
  });

  it.each([
    ['td', Math.PI],
    ['vp', Math.PI / 2],
    ['vn', -Math.PI / 2],
  ] as const)('does so on a page that was photographed %s', async (direction, expected) => {
    const { texts, angle } = await textsOf(asCaptured(page, direction));
    expect(texts).toEqual(['apothecary', 'bakery', 'harbourstreet', 'ironmonger']);
    expect(Math.abs(Math.sin((angle - expected) / 2))).toBeLessThan(0.03);
  });

  it('finds nothing on an empty page', async () => {
    const empty = { width: 700, height: 500, data: new Uint8Array(700 * 500 * 3).fill(230) };
    expect((await findText(empty, finders)).lines).toEqual([]);
  });
});
