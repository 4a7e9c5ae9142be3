import { describe, expect, it } from 'vitest';
import { quadOf, turned } from '../../../models/detection/rectangle.ts';
import type { TextBox } from '../../../models/detection/text-boxes.ts';
import { linesOf, pageAngle } from '../../../models/detection/text-lines.ts';

/** A word whose box is `length` × `breadth`, at its left end and middle height, on a page turned by `angle`. */
function word(left: number, middle: number, length: number, breadth = 20, angle = 0): TextBox {
  const growth = breadth / 2;
  const inner = { left: left + growth / 2, right: left + length - growth / 2 };
  const outline = [...quadOf({ ...inner, top: middle - breadth / 4, bottom: middle + breadth / 4 }, angle)];
  return {
    centre: turned([left + length / 2, middle], angle),
    ...{ length, breadth, angle, confidence: 0.9, growth, outline },
    spine: [turned([inner.left, middle], angle), turned([inner.right, middle], angle)],
  };
}

describe('linesOf', () => {
  it('joins words of a row and keeps rows and columns apart', () => {
    const row = (y: number) => [word(0, y, 80), word(90, y + 1, 60), word(300, y, 70)];
    const lines = linesOf([...row(0), ...row(30)], 0);
    expect(lines).toHaveLength(4);
    expect(lines.map(({ quad }) => Math.round(quad[1][0])).sort((a, b) => a - b)).toEqual([150, 150, 370, 370]);
  });

  it.each([0.2, -0.5, 1.4])('does so on a page turned by %f', (angle) => {
    const boxes = [word(0, 0, 80, 20, angle), word(90, 0, 60, 20, angle), word(0, 30, 120, 20, angle)];
    expect(pageAngle(boxes)).toBeCloseTo(angle);
    const lines = linesOf(boxes, pageAngle(boxes));
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.angle).toBeCloseTo(angle);
  });

  it('lets words too short to show a direction follow their page', () => {
    const initial = { ...word(110, 0, 22, 20), angle: 1.2 };
    const [line, ...others] = linesOf([word(0, 0, 100), initial], 0);
    expect(others).toEqual([]);
    expect(line?.angle).toBeCloseTo(0, 1);
  });

  it('begins quads and baselines where text begins, also upside down', () => {
    const [upright] = linesOf([word(0, 0, 100)], 0);
    const [upsideDown] = linesOf([word(0, 0, 100)], Math.PI);
    expect(upright?.quad[0].map(Math.round)).toEqual([0, -10]);
    expect(upsideDown?.quad[0].map(Math.round)).toEqual([100, 10]);
    expect(upright?.baseline[0]?.[1]).toBeGreaterThan(0);
    expect(upsideDown?.baseline[0]?.[1]).toBeLessThan(0);
    expect(upsideDown?.baseline[0]?.[0]).toBeGreaterThan(upsideDown?.baseline.at(-1)?.[0] ?? Infinity);
  });
});
