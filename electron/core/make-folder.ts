import { mkdir } from 'node:fs/promises';
import { asProblem } from '../../models/problem.ts';

/** Makes an output folder and those above it before a job begins, so that a wrong path costs no work. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw asProblem(error, path);
  }
}
