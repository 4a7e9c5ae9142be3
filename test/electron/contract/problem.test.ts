import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { problemSchema } from '../../../electron/contract/problem.ts';
import { problemCodeSchema } from '../../../electron/contract/problem.ts';
import { Problem, type ProblemData } from '../../../models/base/problem.ts';

test('a problem of the models crosses the contract unchanged', () => {
  expectTypeOf<z.infer<typeof problemSchema>>().toEqualTypeOf<ProblemData>();
  const { code } = new Problem('disk-full', 'The disk is full.', 'Free some space.').toData();
  expect(problemCodeSchema.parse(code)).toBe('disk-full');
});
