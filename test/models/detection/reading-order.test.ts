import { describe, expect, it } from 'vitest';
import { inReadingOrder } from '../../../models/detection/reading-order.ts';
import { quadOf, turned } from '../../../models/detection/rectangle.ts';
import type { TextLine } from '../../../models/detection/text-lines.ts';

/** A line with the name that tests call it by. */
type Named = TextLine & { name: string };

function line(name: string, left: number, top: number, width: number, height = 20): Named {
  const quad = quadOf({ left, right: left + width, top, bottom: top + height }, 0);
  return { name, quad, baseline: [quad[3], quad[2]], angle: 0, height, confidence: 1 };
}
const turnedLine = (one: Named, angle: number): Named => ({
  ...one,
  quad: one.quad.map((corner) => turned(corner, angle)) as unknown as TextLine['quad'],
});
const named = (lines: readonly Named[], direction: 'ltr' | 'rtl' = 'ltr', angle = 0): string[] =>
  inReadingOrder(lines.toReversed(), angle, direction).map((block) =>
    block.map((one) => (one as Named).name).join(' '),
  );

const column = (name: string, left: number, count = 5, top = 100): Named[] =>
  Array.from({ length: count }, (_, i) => line(`${name}${i}`, left, top + 30 * i, 300 - (i % 3) * 40));

describe('inReadingOrder', () => {
  it('reads columns one after the other, under their heading and above what is below', () => {
    const page = [
      line('heading', 100, 0, 500, 40),
      ...column('a', 0),
      ...column('b', 340),
      line('foot', 200, 300, 300),
    ];
    expect(named(page)).toEqual(['heading', 'a0 a1 a2 a3 a4', 'b0 b1 b2 b3 b4', 'foot']);
  });

  it('begins with the right column where lines begin on the right', () => {
    expect(named([...column('a', 0), ...column('b', 340)], 'rtl')).toEqual(['b0 b1 b2 b3 b4', 'a0 a1 a2 a3 a4']);
  });

  it('reads both pages of an opening', () => {
    const opening = [...column('a', 0, 8), ...column('b', 340, 8), ...column('c', 900, 8), ...column('d', 1240, 8)];
    expect(named(opening).map((block) => block[0])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('reads a note in the margin apart from the text beside it', () => {
    const note = [line('n0', 0, 160, 90, 16), line('n1', 0, 180, 90, 16)];
    expect(named([...note, ...column('a', 120, 8)])).toEqual(['n0 n1', 'a0 a1 a2 a3 a4 a5 a6 a7']);
  });

  it('reads numbers before their lines, and a table row by row', () => {
    const list = [0, 1, 2, 3].flatMap((i) => [line(`${i}.`, 0, 30 * i, 24), line(`item${i}`, 60, 30 * i, 200)]);
    expect(named(list)).toEqual(['0. item0 1. item1 2. item2 3. item3']);
    const table = [0, 1, 2].flatMap((i) => [
      line(`x${i}`, 0, 40 * i, 30),
      line(`y${i}`, 200, 40 * i + 3, i === 1 ? 180 : 40),
      line(`z${i}`, 420, 40 * i, 50),
    ]);
    expect(named(table)).toEqual(['x0 y0 z0 x1 y1 z1 x2 y2 z2']);
  });

  it('does so on a page that was photographed aslant', () => {
    const page = [...column('a', 0), ...column('b', 340)].map((one) => turnedLine(one, 0.3));
    expect(named(page, 'ltr', 0.3)).toEqual(['a0 a1 a2 a3 a4', 'b0 b1 b2 b3 b4']);
  });

  it('has no blocks of no lines', () => expect(inReadingOrder([], 0, 'ltr')).toEqual([]));
});
