import { readdir, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { resizeBicubic } from '../../models/image/resize.ts';
import { DEMO, DEMO_SUBSETS, demoLabels, demoPairs } from './demo-pairs.ts';

describe.each(DEMO_SUBSETS)('sample pairs, %s', (subset) => {
  it('have one label each, in Unicode NFC, and no picture without', async () => {
    const rows = await demoLabels(subset);
    for (const row of rows) {
      expect(row).toHaveLength(2);
      expect(row[1]).toMatch(/\S/);
      expect(row[1]).toBe(row[1]?.normalize('NFC').trim());
    }
    const names = rows.map(([name]) => `${name}.png`).sort();
    expect(new Set(names).size).toBe(8);
    expect((await readdir(`${DEMO}${subset}/lr`)).sort()).toEqual(names);
    expect((await readdir(`${DEMO}${subset}/hr`)).sort()).toEqual(names);
  });

  it('are 16 and 32 rows high, exactly 1 : 2, and show the same thing', async () => {
    for (const { name, lr, hr } of await demoPairs(subset)) {
      expect([lr.height, hr.height], name).toEqual([16, 32]);
      expect(hr.width, name).toBe(2 * lr.width);
      expect(correlation(resizeBicubic(lr, hr.width, hr.height).data, hr.data), name).toBeGreaterThan(0.7);
    }
  });
});

it('the sample set stays small enough for the repository', async () => {
  const files = await readdir(DEMO, { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => (await stat(`${DEMO}${file}`)).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(400_000);
});

function correlation(a: Uint8Array, b: Uint8Array): number {
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - meanA, (b[i] ?? 0) - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return ab / Math.sqrt(aa * bb);
}
