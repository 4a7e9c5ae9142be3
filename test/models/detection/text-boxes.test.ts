import { describe, expect, it } from 'vitest';
import { componentsOf, type ProbabilityMap } from '../../../models/detection/components.ts';
import { textBoxes } from '../../../models/detection/text-boxes.ts';

/** A map in which everything inside one of the regions is as likely as said. */
function mapOf(
  width: number,
  height: number,
  regions: ((x: number, y: number) => boolean)[],
  likely = 230,
): ProbabilityMap {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (regions.some((inside) => inside(x, y))) data[y * width + x] = likely;
  }
  return { width, height, data };
}
const bar = (left: number, top: number, width: number, height: number) => (x: number, y: number) =>
  x >= left && x < left + width && y >= top && y < top + height;

describe('componentsOf', () => {
  it('joins what meets at a corner or further down, and keeps the rest apart', () => {
    const u = [bar(2, 0, 2, 8), bar(8, 0, 2, 8), bar(2, 8, 8, 2)];
    const diagonal = [bar(20, 0, 2, 2), bar(22, 2, 2, 2)];
    const found = componentsOf(mapOf(30, 12, [...u, ...diagonal]), 0.3);
    expect(found.map(({ pixels }) => pixels).sort((a, b) => a - b)).toEqual([8, 48]);
  });
});

describe('textBoxes', () => {
  it('grows a box on every side by area · 1.5 / perimeter', () => {
    const [box] = textBoxes(mapOf(200, 60, [bar(40, 20, 100, 10)]));
    const growth = (100 * 10 * 1.5) / 110;
    expect(box?.length).toBeCloseTo(100 + growth);
    expect(box?.breadth).toBeCloseTo(10 + growth);
    expect(box?.centre).toEqual([90, 25]);
    expect(box?.confidence).toBeCloseTo(230 / 255);
  });

  it('follows the middle of a bent line', () => {
    const arc = (x: number, y: number) => x >= 10 && x < 190 && Math.abs(y - (30 + ((x - 100) / 30) ** 2)) <= 5;
    const [box] = textBoxes(mapOf(200, 80, [arc]));
    for (const [x, y] of box?.spine ?? []) expect(Math.abs(y - 0.5 - (30 + ((x - 100) / 30) ** 2))).toBeLessThan(1.5);
    expect(box?.spine.length).toBeGreaterThan(5);
  });

  it('takes neither specks nor what is hardly likely', () => {
    expect(textBoxes(mapOf(100, 40, [bar(5, 5, 40, 2)]))).toEqual([]);
    expect(textBoxes(mapOf(100, 40, [bar(5, 5, 40, 10)], 120))).toEqual([]);
  });
});
