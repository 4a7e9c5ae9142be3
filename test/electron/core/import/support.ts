import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { encodePng } from '../../../../models/image/encode.ts';
import type { ImportItem, ImportSource, ImportStep } from '../../../../electron/core/db/dataset-item.ts';
import { noise } from '../../../models/image/noise.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-import-'));
  folders.push(folder);
  return folder;
}

let seed = 1;

/** A small picture unlike all before. */
export const picture = (width = 8, height = 4): Promise<Uint8Array> =>
  encodePng({ width, height, data: noise(3 * width * height, seed++) });

/** A folder with these files; 'picture' stands for a picture of its own. Removed after the test. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content === 'picture' ? await picture() : content);
  }
  return folder;
}

export async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

export const stepsOf = (source: ImportSource, after?: string): Promise<ImportStep[]> => collected(source.steps(after));

export const itemsIn = (steps: readonly ImportStep[]): ImportItem[] => steps.flatMap(({ item }) => item ?? []);

/** Skipped steps as `key: code: sentence`. */
export const skipsIn = (steps: readonly ImportStep[]): string[] =>
  steps.flatMap(({ skipped }) =>
    skipped ? [`${skipped.key}: ${skipped.problem.code}: ${skipped.problem.sentence}`] : [],
  );
