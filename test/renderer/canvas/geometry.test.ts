import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../electron/contract/label.ts';
import { panesFor } from '../../../renderer/canvas/panes.ts';
import { pixelEdges } from '../../../renderer/canvas/draw.ts';
import { frameOf, pixelAt } from '../../../renderer/canvas/picture.ts';
import { asCaptured, turnedSize, turnMatrix, type Turns, uprightTurns } from '../../../renderer/canvas/turn.ts';
import { fitView, keptInside, MOST_ZOOM, panBy, toFrame, toPane, zoomTo } from '../../../renderer/canvas/view.ts';

const HR = { width: 128, height: 32 };
const PANE = { width: 656, height: 200 };

const sizes = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
const places = fc.record({ x: fc.integer({ min: -500, max: 2000 }), y: fc.integer({ min: -500, max: 2000 }) });

describe('the view', () => {
  test('fits the whole frame into the middle of a pane', () => {
    const view = fitView(HR, PANE);
    expect(view).toEqual({ scale: 5, x: 64, y: 16 });
    expect(toPane(view, PANE, { x: 0, y: 0 })).toEqual({ x: 8, y: 20 });
  });

  test('zooming leaves what is under the cursor where it is', () => {
    fc.assert(
      fc.property(sizes, sizes, places, fc.double({ min: 0.01, max: 90, noNaN: true }), (frame, pane, at, scale) => {
        const view = fitView(frame, pane);
        const before = toFrame(view, pane, at);
        const after = toFrame(zoomTo(view, scale, pane, at), pane, at);
        expect(after.x).toBeCloseTo(before.x, 4);
        expect(after.y).toBeCloseTo(before.y, 4);
      }),
    );
  });

  test('panning moves the picture by as much as the pointer', () => {
    const view = fitView(HR, PANE);
    const point = toFrame(view, PANE, { x: 100, y: 100 });
    expect(toPane(panBy(view, { x: 30, y: -10 }), PANE, point)).toEqual({ x: 130, y: 90 });
  });

  test('the frame can never be lost', () => {
    expect(keptInside({ scale: 1e6, x: -900, y: 50 }, HR, PANE)).toEqual({ scale: MOST_ZOOM, x: 0, y: 32 });
    expect(keptInside({ scale: 0, x: 1, y: 1 }, HR, PANE).scale).toBe(1);
    expect(keptInside({ scale: 0, x: 1, y: 1 }, { width: 9000, height: 6000 }, PANE).scale).toBeCloseTo(184 / 6000 / 2);
  });
});

describe('upright', () => {
  /** Where the matrix puts the points of a picture that is 5 wide and 3 high. */
  const turned = (turns: Turns, x: number, y: number) => {
    const [a, b, c, d, e, f] = turnMatrix({ width: 5, height: 3 }, turns);
    return { x: a * x + c * y + e, y: b * x + d * y + f };
  };

  test.each([
    // The top left corner of the text as captured: turned clockwise it is at the top right, and so on.
    ['h', { x: 0, y: 0 }],
    ['vp', { x: 5, y: 0 }],
    ['td', { x: 5, y: 3 }],
    ['vn', { x: 0, y: 3 }],
  ] as [Direction, { x: number; y: number }][])('the text of a %s crop begins at the top left', (direction, corner) => {
    expect(turned(uprightTurns(direction), corner.x, corner.y)).toEqual({ x: 0, y: 0 });
  });

  test('what nobody gave a direction stays as it is', () => {
    expect(uprightTurns(null)).toBe(0);
  });

  test('turning back finds every point again', () => {
    fc.assert(
      fc.property(fc.constantFrom<Turns>(0, 1, 2, 3), fc.integer({ max: 5 }), fc.integer({ max: 3 }), (turns, x, y) => {
        expect(asCaptured(turned(turns, x, y), { width: 5, height: 3 }, turns)).toEqual({ x, y });
      }),
    );
  });

  test('a quarter turn exchanges width and height', () => {
    expect(turnedSize(HR, 1)).toEqual({ width: 32, height: 128 });
    expect(turnedSize(HR, 2)).toEqual(HR);
  });
});

describe('the frame', () => {
  const picture = (key: string, width: number, height: number, url: string | null = key) => ({
    ...{ key, title: key, width, height, url },
  });

  test("is HR's grid, also where SR has more pixels", () => {
    expect(frameOf([picture('lr', 64, 16), picture('sr', 256, 64), picture('hr', 128, 32)])).toEqual(HR);
  });

  test('is the finest other grid for a pair without HR', () => {
    expect(frameOf([picture('lr', 64, 16), picture('sr', 128, 32), picture('hr', 0, 0, null)])).toEqual(HR);
    expect(frameOf([])).toEqual({ width: 1, height: 1 });
  });

  test('has one LR pixel over the HR pixels that it stands for', () => {
    const lr = { width: 64, height: 16 };
    expect(pixelAt({ x: 127.9, y: 31.9 }, HR, lr)).toEqual({ x: 63, y: 15 });
    expect(pixelAt({ x: 2, y: 1.9 }, HR, lr)).toEqual({ x: 1, y: 0 });
    expect(pixelAt({ x: 128, y: 3 }, HR, lr)).toBeUndefined();
    expect(pixelAt({ x: 5, y: -0.1 }, HR, lr)).toBeUndefined();
  });
});

describe('panes', () => {
  test('wide lines are stacked, tall ones stand in columns', () => {
    const area = { width: 800, height: 600 };
    expect(panesFor(3, area, HR).map(({ x }) => x)).toEqual([0, 0, 0]);
    expect(panesFor(3, area, { width: 32, height: 128 }).map(({ y }) => y)).toEqual([0, 0, 0]);
  });

  test('none overlaps another, and all are in the area', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), sizes, (pictures, frame) => {
        const area = { width: 900, height: 700 };
        const panes = panesFor(pictures, area, frame);
        expect(panes).toHaveLength(pictures);
        for (const [i, a] of panes.entries()) {
          expect(a.x + a.width).toBeLessThanOrEqual(area.width + 1e-6);
          expect(a.y + a.height).toBeLessThanOrEqual(area.height + 1e-6);
          for (const b of panes.slice(i + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });
});

describe('the pixel grid', () => {
  test('shows edges of LR pixels earlier than of HR pixels', () => {
    const view = { scale: 7, x: 64, y: 16 };
    expect(pixelEdges(view, PANE, HR, HR).columns).toEqual([]);
    expect(pixelEdges(view, PANE, HR, { width: 64, height: 16 }).rows).toHaveLength(15);
  });

  test('leaves out edges beside the pane', () => {
    const { columns } = pixelEdges({ scale: 96, x: 64, y: 16 }, PANE, HR, HR);
    expect(columns.length).toBeLessThanOrEqual(8);
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...columns)).toBeLessThanOrEqual(PANE.width);
  });
});
