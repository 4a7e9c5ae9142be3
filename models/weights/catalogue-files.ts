import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { asProblem } from '../base/problem.ts';

export const WEIGHTS = '.safetensors';
export const CARD = '.json';

export const weightsPathOf = (folder: string, name: string): string => join(folder, name + WEIGHTS);
export const cardPathOf = (weightsPath: string): string => withoutExtension(weightsPath) + CARD;

/** Also right for names without an ending. */
export function withoutExtension(file: string): string {
  return file.slice(0, file.length - extname(file).length);
}

/** A folder that does not exist has no files. */
export async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asProblem(error, folder, 'read');
  }
}

/** Whether a file is there; a path that cannot be looked at is left for reading to report. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return false;
    throw asProblem(error, path, 'read');
  }
}
