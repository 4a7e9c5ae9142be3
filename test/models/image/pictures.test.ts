import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../../models/image/decode.ts';
import { imageFixture, largestDifference } from './fixtures.ts';

const picture = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/pictures/${name}`, import.meta.url));

describe('light text on transparency', () => {
  test.each(['white-on-transparent.png', 'white-letters-on-transparent.png'])('%s can be seen', async (name) => {
    const { data, hadAlpha, ground } = await decodeImage(await picture(name), name);
    expect({ hadAlpha, ground }).toEqual({ hadAlpha: true, ground: 'black' });
    expect(Math.max(...data) - Math.min(...data)).toBeGreaterThan(100);
  });

  test.each(['rgba.png', 'grey-alpha.png', 'palette-transparent.png', 'premultiplied.tif'])(
    '%s, which shows on white, stays on it',
    async (name) => {
      expect((await decodeImage(await imageFixture(name), name)).ground).toBe('white');
    },
  );
});

describe('pages of a TIFF', () => {
  test('each has its own pixels', async () => {
    const bytes = await picture('multipage.tif');
    const pages = await Promise.all([1, 2, 3, 4].map((page) => decodeImage(bytes, 'multipage.tif', page)));
    expect(pages.map(({ frames, width, height }) => [frames, width, height])).toEqual(Array(4).fill([4, 41, 16]));
    expect([...(pages[0]?.data.subarray(0, 3) ?? [])]).toEqual([118, 12, 6]);
    expect([...(pages[1]?.data.subarray(0, 3) ?? [])]).toEqual([64, 20, 30]);
  });

  test('there is none after the last', async () => {
    await expect(decodeImage(await picture('multipage.tif'), 'multipage.tif', 5)).rejects.toMatchObject({
      code: 'image-damaged',
    });
  });
});

test.each([
  ['anim.webp', 2],
  ['multipage.tif', 4],
  ['bigtiff.tif', 1],
  ['still.gif', 1],
])('%s says how many pictures it holds', async (name, frames) => {
  expect((await decodeImage(await picture(name), name)).frames).toBe(frames);
});

test.each([
  ['bigtiff.tif', 0],
  ['j2k.jp2', 0],
  ['still.gif', 12],
  ['x.avif', 32],
  ['anim.webp', 0],
])('%s shows the same picture as page 1 of the TIFF', async (name, tolerance) => {
  const { data } = await decodeImage(await picture('multipage.tif'), 'multipage.tif');
  expect(largestDifference((await decodeImage(await picture(name), name)).data, data)).toBeLessThanOrEqual(tolerance);
});

test('a profile says what it is called', async () => {
  const { profile } = await decodeImage(await picture('lab.tif'), 'lab.tif');
  expect(profile).toMatch(/\w/);
  expect((await decodeImage(await imageFixture('profile.jpg'), 'profile.jpg')).profile).toBe('sRGB built-in');
  expect((await decodeImage(await imageFixture('rgb.jpg'), 'rgb.jpg')).profile).toBeUndefined();
});
