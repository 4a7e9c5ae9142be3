import { describe, expect, it } from 'vitest';
import { partOfPath } from '../../../../electron/core/photos/shard.ts';
import { planPhotos } from '../../../../electron/core/photos/photo-plan.ts';

const images = Array.from({ length: 400 }, (_, i) => ({
  path: `/archive/${i}.jpg`,
  relativePath: `box-${i % 7}/${i}.jpg`,
}));

describe('partOfPath', () => {
  it('is the same for a path however it is written', () => {
    expect(partOfPath('a\\b\\é.jpg', 16)).toBe(partOfPath('a/b/e\u0301.jpg', 16));
  });
});

describe('planPhotos', () => {
  it('gives every photo to one part, and the parts about as many', () => {
    const parts = [1, 2, 3, 4].map((part) => planPhotos(images, '/out', { part, of: 4 }));
    expect(new Set(parts.flat().map(({ input }) => input)).size).toBe(400);
    for (const part of parts) expect(part.length).toBeGreaterThan(70);
  });

  it('names results alike in every part, and apart where photos share a name', () => {
    const twins = [
      { path: '/x/a.jpg', relativePath: 'a.jpg' },
      { path: '/x/a.tif', relativePath: 'a.tif' },
      { path: '/y/a.jpg', relativePath: 'a.jpg' },
      { path: '/x/b.jpg', relativePath: 'b.jpg' },
    ];
    const all = planPhotos(twins, '/out');
    expect(all.map(({ base }) => base)).toEqual(['/out/a.jpg', '/out/a.tif', '/out/a.jpg (2)', '/out/b']);
    for (const part of [1, 2, 3]) {
      for (const one of planPhotos(twins, '/out', { part, of: 3 })) expect(all).toContainEqual(one);
    }
  });
});
