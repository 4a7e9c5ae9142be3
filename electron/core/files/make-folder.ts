import { access, constants, mkdir } from 'node:fs/promises';
import { asProblem } from '../../../models/base/problem.ts';

/**
 * Makes an output folder and those above it before a job begins, so that a wrong path costs no work. Throws what the disk
 * says, `not-writable` also for a folder that is there.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw asProblem(error, path);
  }
}
