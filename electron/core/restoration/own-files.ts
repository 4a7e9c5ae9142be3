import { open, type FileHandle } from 'node:fs/promises';
import { pngTexts } from '../../../models/image/png-text.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { SIDECAR_FORMAT } from '../../contract/jobs.ts';
import type { PlannedItem } from './output-plan.ts';

/** The text chunks of our pictures and the format line of our sidecars stand within the first bytes. */
const HEAD = 4096;

/**
 * Undefined where all places of an item are free or hold a restoration of ours, which may be replaced. Else a
 * `not-writable` Problem: whatever cannot be shown to be ours stays.
 */
export async function foreignFile({ output, sidecar, invention }: PlannedItem): Promise<Problem | undefined> {
  const isOurs = {
    picture: (head: Buffer) => pngTexts(head).Software?.startsWith('Palimpsest') ?? false,
    sidecar: (head: Buffer) => head.toString('utf8').includes(`"format": "${SIDECAR_FORMAT}"`),
  };
  const pictures = invention === undefined ? [output] : [output, invention];
  for (const picture of pictures) {
    const problem = await foreign(picture, isOurs.picture);
    if (problem) return problem;
  }
  return foreign(sidecar, isOurs.sidecar);
}

async function foreign(path: string, isOurs: (head: Buffer) => boolean): Promise<Problem | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    if (!(await file.stat()).isFile()) return notOurs(path);
    const head = Buffer.alloc(HEAD);
    const { bytesRead } = await file.read(head, 0, HEAD, 0);
    return isOurs(head.subarray(0, bytesRead)) ? undefined : notOurs(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return asProblem(thrown, path);
  } finally {
    await file?.close();
  }
}

const notOurs = (path: string): Problem =>
  new Problem(
    'not-writable',
    `${path} already exists and was not made by Palimpsest.`,
    'Move it away or choose another folder with --out.',
  );
