import { expect, it } from 'vitest';
import { plainText } from '../../../../../electron/core/photos/formats/plain-text.ts';
import { aLine, aResult } from '../a-result.ts';

it('writes a line for each line and an empty one between blocks', () => {
  const blocks = [[aLine('one', 0, 0), aLine('two', 0, 30)], [aLine('three', 0, 90)]];
  expect(plainText(aResult({ blocks }))).toBe('one\ntwo\n\nthree\n');
  expect(plainText(aResult({ blocks: [] }))).toBe('');
});
