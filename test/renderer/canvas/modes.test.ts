import { describe, expect, test } from 'vitest';
import { blinkInterval } from '../../../renderer/canvas/blink.ts';
import { newCanvasSettings } from '../../../renderer/canvas/canvas-settings.ts';
import { comparedPictures, compose } from '../../../renderer/canvas/composition.ts';
import { DecodedPictures } from '../../../renderer/canvas/decoded-pictures.ts';
import { differenceOf } from '../../../renderer/canvas/difference.ts';
import type { CanvasPicture } from '../../../renderer/canvas/picture.ts';
import { wipeAfterKey, wipeClips } from '../../../renderer/canvas/wipe.ts';

const picture = (key: string, url: string | null = `media/${key}`): CanvasPicture => ({
  ...{ key, title: key.toUpperCase(), url, width: 128, height: 32 },
});
const LR = picture('lr');
const SR = picture('sr');
const HR = picture('hr');
const at = { area: { width: 800, height: 400 }, frame: { width: 128, height: 32 }, secondsTurn: false };

describe('what is where', () => {
  test('side by side gives every picture that is not hidden a pane, also one that is not there yet', () => {
    const settings = newCanvasSettings({ hidden: ['hr'] });
    const { placed, panes } = compose([LR, picture('sr', null), HR], settings, at);
    expect(placed.map(({ picture }) => picture.key)).toEqual(['lr', 'sr']);
    expect(panes).toHaveLength(2);
  });

  test('hiding all shows all', () => {
    const settings = newCanvasSettings({ hidden: ['lr', 'hr'] });
    expect(compose([LR, HR], settings, at).placed).toHaveLength(2);
  });

  test('blinking shows one at a time', () => {
    const settings = newCanvasSettings({ mode: 'blink' });
    const shown = (secondsTurn: boolean) => compose([LR, SR, HR], settings, { ...at, secondsTurn }).placed;
    expect(shown(false).map(({ picture }) => picture.key)).toEqual(['lr']);
    expect(shown(true).map(({ picture }) => picture.key)).toEqual(['hr']);
  });

  test('a wipe clips two pictures in the same pane at the same line', () => {
    const { placed } = compose([LR, HR], newCanvasSettings({ mode: 'wipe', wipe: 0.25 }), at);
    expect(placed.map(({ clip }) => [clip?.x, clip?.width])).toEqual([
      [0, 200],
      [200, 600],
    ]);
    expect(placed[0]?.pane).toEqual(placed[1]?.pane);
  });

  test('a difference is of the two that were chosen', () => {
    const settings = newCanvasSettings({ mode: 'difference', first: 'sr', second: 'hr' });
    expect(compose([LR, SR, HR], settings, at).difference).toEqual([SR, HR]);
  });

  test('where a chosen picture is missing, others stand in; with one there is nothing to compare', () => {
    expect(comparedPictures([LR, picture('sr', null), HR], { first: 'sr', second: 'hr' })).toEqual([LR, HR]);
    expect(comparedPictures([LR, SR], { first: 'lr', second: 'hr' })).toEqual([LR, SR]);
    expect(comparedPictures([LR, picture('hr', null)], { first: 'lr', second: 'hr' })).toBeUndefined();
    expect(compose([LR], newCanvasSettings({ mode: 'wipe' }), at).placed).toHaveLength(1);
  });
});

describe('the wipe', () => {
  test('goes by keys as sliders do, and not beyond its ends', () => {
    expect(wipeAfterKey(0.5, 'ArrowRight')).toBe(0.51);
    expect(wipeAfterKey(0.5, 'PageDown')).toBe(0.4);
    expect(wipeAfterKey(0.005, 'ArrowLeft')).toBe(0);
    expect(wipeAfterKey(0.3, 'End')).toBe(1);
    expect(wipeAfterKey(0.3, 'a')).toBeUndefined();
  });

  test('leaves all to one side at its ends', () => {
    const pane = { x: 10, y: 5, width: 100, height: 40 };
    expect(wipeClips(pane, 0).right).toEqual(pane);
    expect(wipeClips(pane, 1).left).toEqual(pane);
    expect(wipeClips(pane, 7).right.width).toBe(0);
  });
});

describe('the difference', () => {
  const pixels = (...values: number[]) => Uint8ClampedArray.from(values);

  test('is absolute, times the gain, and cut at white', () => {
    const difference = differenceOf(pixels(10, 200, 0, 255), pixels(30, 100, 0, 255), 4);
    expect([...difference]).toEqual([80, 255, 0, 255]);
  });

  test('takes transparent pixels as they look on black', () => {
    expect([...differenceOf(pixels(200, 200, 200, 0), pixels(0, 0, 0, 255), 8)]).toEqual([0, 0, 0, 255]);
  });
});

test('nothing blinks fast enough to harm, and nothing by itself for people who prefer no motion', () => {
  expect(blinkInterval(2, false)).toBe(500);
  expect(blinkInterval(60, false)).toBe(200);
  expect(blinkInterval(2, true)).toBeUndefined();
});

describe('pictures decoded ahead', () => {
  function decoder(size = 10) {
    const decoded: string[] = [];
    const pictures = new DecodedPictures((url) => {
      decoded.push(url);
      if (url.startsWith('broken')) return Promise.reject(new Error(url));
      return Promise.resolve({ url, width: size, height: size });
    }, 250);
    return { pictures, decoded };
  }

  test('are there at once when they are wanted', async () => {
    const { pictures, decoded } = decoder();
    pictures.prefetch(['a', 'b']);
    const together = await Promise.all([pictures.load('a'), pictures.load('a')]);
    expect(together[0]).toBe(together[1]);
    expect(pictures.ready('b')).toMatchObject({ url: 'b' });
    expect(decoded).toEqual(['a', 'b']);
  });

  test('make room: the one that was not used for longest goes', async () => {
    const { pictures } = decoder();
    await pictures.load('a');
    await pictures.load('b');
    pictures.ready('a');
    await pictures.load('c');
    expect(pictures.ready('b')).toBeUndefined();
    expect(pictures.ready('a')).toBeDefined();
    expect(pictures.ready('c')).toBeDefined();
  });

  test('keep one that is larger than all the room', async () => {
    const { pictures } = decoder(100);
    await pictures.load('photo');
    expect(pictures.ready('photo')).toBeDefined();
  });

  test('a failure reaches who wants the picture, and asking again tries again', async () => {
    const { pictures, decoded } = decoder();
    pictures.prefetch(['broken']);
    await expect(pictures.load('broken')).rejects.toThrow('broken');
    await expect(pictures.load('broken')).rejects.toThrow('broken');
    expect(decoded).toEqual(['broken', 'broken']);
  });
});
