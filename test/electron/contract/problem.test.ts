import { expect, test } from 'vitest';
import { problemSchema } from '../../../electron/contract/problem.ts';
import { Problem } from '../../../models/base/problem.ts';

test('a problem of the models crosses the contract unchanged', () => {
  const problem = new Problem(
    'said',
    { sentence: 'The disk is full.', cure: 'Free some space.' },
    { code: 'disk-full' },
  ).toData();
  expect(problemSchema.parse(problem)).toEqual(problem);
});
