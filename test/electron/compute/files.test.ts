import type * as files from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { readImage } from '../../../electron/compute/host/picture-files.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { expectProblem } from '../../models/weights/expect-problem.ts';

// Permissions do not bind the administrator, whom containers run tests as.
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof files>()),
  open: () => Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })),
  stat: () => Promise.resolve({ size: 1000, isFile: () => true }),
}));

test.each([
  ['a picture', '/archive/crop.png', readImage],
  ['a checkpoint', '/archive/tsrn.pth', readCheckpoint],
])('%s that this user may not read is told as that, not as one that may not be written', async (_, path, read) => {
  const problem = await expectProblem('not-readable', () => read(path));
  expect(problem.message).toBe(`${path} may not be read by this user.`);
});
