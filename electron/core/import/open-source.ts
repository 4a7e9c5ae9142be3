import { readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { isImageName } from '../pictures/inputs.ts';
import { openFolder, type FolderOptions } from './folder.ts';
import { labelFileRank } from './label-files.ts';
import { openPhotoJson, type PhotoJsonOptions } from './photo-json.ts';
import type { ImportSource } from '../db/dataset-item.ts';

/** The one file of an LMDB environment that holds its data. */
const LMDB_DATA = 'data.mdb';

export type SourceOptions = FolderOptions & PhotoJsonOptions;

/**
 * Opens whatever can be imported, recognised by what is there: a folder with `data.mdb` or an `.mdb` or `.lmdb` file as a TextZoom LMDB, a
 * `.json` file as photos with polygons, any other folder as pairs or single pictures. Throws what the opener throws, and
 * `bad-argument` for anything else.
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<ImportSource> {
  const location = resolve(path);
  const facts = await stat(location).catch((error: unknown) => {
    throw asProblem(error, location, 'read');
  });
  if (!facts.isDirectory()) return openFile(location, options);
  const names = await readdir(location, { withFileTypes: true }).catch((error: unknown) => {
    throw asProblem(error, location, 'read');
  });
  if (names.some((entry) => entry.name === LMDB_DATA)) return openLmdb(location);
  const sets: string[] = [];
  for (const entry of names.filter((candidate) => candidate.isDirectory())) {
    if (await exists(join(location, entry.name, LMDB_DATA))) sets.push(entry.name);
  }
  if (sets.length > 0) {
    throw new Problem('several-lmdb-sets', { location, sets: sets.join(', ') });
  }
  return openFolder(location, options);
}

async function openFile(location: string, options: SourceOptions): Promise<ImportSource> {
  const ending = extname(location).toLowerCase();
  if (ending === '.mdb' || ending === '.lmdb') return openLmdb(location);
  if (ending === '.json') return openPhotoJson(location, options);
  const isPart = isImageName(location) || labelFileRank(location) !== undefined;
  throw new Problem(isPart ? 'part-of-source' : 'nothing-to-import', { location });
}

async function openLmdb(location: string): Promise<ImportSource> {
  const { openTextZoomLmdb } = await import('./textzoom-lmdb.ts');
  return openTextZoomLmdb(location);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
