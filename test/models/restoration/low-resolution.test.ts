import { describe, expect, test } from 'vitest';
import { isLeftAsItIs, lowResolutionSize } from '../../../models/restoration/low-resolution.ts';

const size = (
  width: number,
  height: number,
  mode: 'correct' | 'compatible' = 'correct',
  rows: 'auto' | number = 'auto',
) => lowResolutionSize({ width, height }, mode, rows, 'crop.png');

describe('lowResolutionSize', () => {
  test.each([
    [64, 16, 64, 16],
    [300, 16, 300, 16],
    [100, 24, 100, 24],
    [50, 10, 80, 16],
    [90, 32, 90, 32],
  ])('%i×%i is seen at %i×%i', (width, height, toWidth, toHeight) => {
    expect(size(width, height)).toEqual({ width: toWidth, height: toHeight });
  });

  test('what has more than 32 rows is left as it is, unless a height is asked for or in compatible', () => {
    const left = (height: number, mode: 'correct' | 'compatible' = 'correct', rows: 'auto' | number = 'auto') =>
      isLeftAsItIs({ width: 100, height }, mode, rows);
    expect([left(32), left(33), left(2000)]).toEqual([false, true, true]);
    expect([left(100, 'compatible'), left(100, 'correct', 32)]).toEqual([false, false]);
  });

  test('compatible squeezes to 64×16', () => {
    expect(size(400, 20, 'compatible')).toEqual({ width: 64, height: 16 });
  });

  test('a height may be asked for', () => {
    expect(size(200, 50, 'correct', 16)).toEqual({ width: 64, height: 16 });
  });

  test('refuses specks and strips, naming the picture', () => {
    expect(() => size(1, 1)).toThrow(/crop\.png is 1×1 pixels: too small/);
    expect(() => size(4_000, 30)).toThrow(/crop\.png is 4000×30 pixels, more than 128 times wider/);
  });
});
