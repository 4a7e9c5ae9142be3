import { describe, expect, it } from 'vitest';
import { tilesOf } from '../../../models/detection/tiles.ts';

describe('tilesOf', () => {
  it.each([
    [500, 400],
    [960, 961],
    [3000, 1700],
    [10_000, 300],
  ])('covers %i × %i once, inside tiles that overlap', (width, height) => {
    const tiles = tilesOf(width, height, 960, 128);
    const covered = tiles.reduce((sum, { kept }) => sum + (kept.right - kept.left) * (kept.bottom - kept.top), 0);
    expect(covered).toBe(width * height);
    for (const { left, top, width: w, height: h, kept } of tiles) {
      expect(w).toBeLessThanOrEqual(960);
      expect(h).toBeLessThanOrEqual(960);
      expect(kept.left >= left && kept.top >= top && kept.right <= left + w && kept.bottom <= top + h).toBe(true);
      // What counts lies at least half an overlap from a border inside the picture.
      if (left > 0) expect(kept.left - left).toBeGreaterThanOrEqual(63);
      if (left + w < width) expect(left + w - kept.right).toBeGreaterThanOrEqual(63);
    }
  });
});
