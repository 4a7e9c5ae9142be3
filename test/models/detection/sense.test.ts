import { describe, expect, it } from 'vitest';
import { findText } from '../../../models/detection/page-text.ts';
import { quadOf } from '../../../models/detection/rectangle.ts';
import type { TextBox } from '../../../models/detection/text-boxes.ts';

const photo = { width: 400, height: 300, data: new Uint8Array(400 * 300 * 3).fill(200) };
const rows = [0, 1, 2, 3, 4].map((i): TextBox => ({
  ...{ centre: [150, 30 + 40 * i], length: 200, breadth: 20, angle: 0, confidence: 0.9, growth: 4 },
  spine: [[150, 30 + 40 * i]],
  outline: [...quadOf({ left: 52, right: 248, top: 22 + 40 * i, bottom: 38 + 40 * i }, 0)],
}));
/** The angle at which text is taken to run where the classifier gives lines these likelihoods. */
async function angleFor(likely: number[]): Promise<number> {
  const detector = { id: '', title: '', weightsSha256: '', dispose: () => Promise.resolve() };
  const detect = () => Promise.resolve({ boxes: rows, scale: 1 });
  const orientation = { upsideDown: (lines: readonly unknown[]) => Promise.resolve(likely.slice(0, lines.length)) };
  return (await findText(photo, { detector: { ...detector, detect }, orientation })).angle;
}

describe('the sense of a page', () => {
  it('is turned by most of the lines of which the classifier is sure', async () => {
    expect(await angleFor([0.95, 0.99, 0.92, 0.05, 0.5])).toBeCloseTo(Math.PI);
  });
  it('stays where the classifier is not sure, as of blurred text', async () => {
    expect(await angleFor([0.6, 0.8, 0.7, 0.85, 0.75])).toBe(0);
    expect(await angleFor([0.95, 0.05, 0.7, 0.7, 0.7])).toBe(0);
  });
});
