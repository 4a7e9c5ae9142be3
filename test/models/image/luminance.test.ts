import { expect, test } from 'vitest';
import { luminanceMask, toGrey } from '../../../models/image/luminance.ts';
import { expectedImages, type Expected } from './fixtures.ts';

test('grey levels equal Pillow, bit by bit', async () => {
  const images = await expectedImages();
  const { width, height, rgb } = images['rgb.png'] as Expected;
  const { rgb: grey } = images['grey.png'] as Expected;
  expect([...toGrey({ width, height, data: rgb }).data]).toEqual([...grey.filter((_, i) => i % 3 === 0)]);
});

test('primary colours have the levels of ITU-R 601', () => {
  const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255);
  expect([...toGrey({ width: 4, height: 1, data }).data]).toEqual([76, 150, 29, 255]);
});

test('the mask is white where it is dark, and where all is equal', () => {
  const data = Uint8Array.of(0, 0, 0, 200, 200, 200, 90, 90, 90);
  expect([...luminanceMask({ width: 3, height: 1, data }).data]).toEqual([255, 0, 255]);
  const flat = new Uint8Array(12).fill(128);
  expect([...luminanceMask({ width: 2, height: 2, data: flat }).data]).toEqual([255, 255, 255, 255]);
});
