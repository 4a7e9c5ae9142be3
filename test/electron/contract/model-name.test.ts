import { expect, test } from 'vitest';
import { modelNameSchema } from '../../../electron/contract/model-name.ts';
import { isModelName } from '../../../models/weights/model-name.ts';

test.each([
  ['first', true],
  ['Über 2 (b)', true],
  ['a', true],
  ['x'.repeat(80), true],
  ['../../x', false],
  ['..', false],
  ['.hidden', false],
  ['a/b', false],
  ['a\\b', false],
  ['C:x', false],
  ['', false],
  ['dot.', false],
  ['space ', false],
  ['a\0b', false],
  ['nul', false],
  ['CON.txt', false],
  ['x'.repeat(81), false],
])('the contract takes the name %j as models do: %s', (name, expected) => {
  expect(modelNameSchema.safeParse(name).success).toBe(expected);
  expect(isModelName(name)).toBe(expected);
});
