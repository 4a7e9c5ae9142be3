import { describe, expect, test } from 'vitest';
import { lowResolutionSize } from '../../../models/restoration/low-resolution.ts';

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
    [400, 100, 128, 32],
    [4, 400, 4, 32],
  ])('%i×%i is seen at %i×%i', (width, height, toWidth, toHeight) => {
    expect(size(width, height)).toEqual({ width: toWidth, height: toHeight });
  });

  test('compatible squeezes to 64×16', () => {
    expect(size(400, 20, 'compatible')).toEqual({ width: 64, height: 16 });
  });

  test('a height may be asked for', () => {
    expect(size(200, 50, 'correct', 16)).toEqual({ width: 64, height: 16 });
  });

  test('refuses specks and strips, naming the picture', () => {
    expect(() => size(1, 1)).toThrow(/crop\.png is 1×1 pixels: too small/);
    expect(() => size(20_000, 50)).toThrow(/crop\.png is 20000×50 pixels, more than 128 times wider/);
  });
});
