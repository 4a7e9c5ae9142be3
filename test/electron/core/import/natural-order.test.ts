import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNaturally } from '../../../../electron/core/files/natural-order.ts';

test('numbers go by value and folders stay together', () => {
  const sorted = ['a/2.png', 'a/10.png', 'a/10b.png', 'a-1/1.png', 'b', 'b/x', 'b01', 'b1', 'é', '日本2', '日本10'];
  expect(sorted.toReversed().sort(compareNaturally)).toEqual(sorted);
});

test('is a total order', () => {
  const path = fc.string({ unit: fc.constantFrom('0', '1', '2', '9', 'a', '/', '-', 'é'), maxLength: 6 });
  fc.assert(
    fc.property(path, path, path, (a, b, c) => {
      expect(Math.sign(compareNaturally(a, b))).toBe(-Math.sign(compareNaturally(b, a)) + 0);
      expect(compareNaturally(a, b) === 0).toBe(a === b);
      if (compareNaturally(a, b) <= 0 && compareNaturally(b, c) <= 0) {
        expect(compareNaturally(a, c)).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 5000 },
  );
});
