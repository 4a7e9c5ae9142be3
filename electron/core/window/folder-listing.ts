import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { FolderListing, PlaceKind } from '../../contract/window.ts';
import { compareNaturally } from '../files/natural-order.ts';
import { isImageName } from '../pictures/inputs.ts';
import { layoutOf } from '../project/layout.ts';

type Entry = FolderListing['entries'][number];

/** Entries that are listed at most. */
const MOST_ENTRIES = 2000;
/** Names that are looked at, so that the first in order are among those that are listed. */
const MOST_NAMES = 200_000;
/** Entries looked at together. */
const AT_ONCE = 32;

/**
 * What is in a folder, subfolders first, without hidden entries. `~` is the home folder. Throws `not-found`, `not-readable`,
 * `bad-argument` for what is no folder.
 */
export async function listFolder(name: string | undefined): Promise<FolderListing> {
  const folder = resolve(name === undefined || name.trim() === '' ? homedir() : name.replace(/^~(?=$|[/\\])/, homedir));
  const { names, unseen } = await namesIn(folder);
  names.sort((a, b) => Number(isFile(a)) - Number(isFile(b)) || compareNaturally(a.name, b.name));
  const listed = names.slice(0, MOST_ENTRIES);
  const entries: Entry[] = [];
  for (let at = 0; at < listed.length; at += AT_ONCE) {
    entries.push(...(await Promise.all(listed.slice(at, at + AT_ONCE).map((entry) => placeOf(folder, entry.name)))));
  }
  const parent = dirname(folder);
  return { folder, parent: parent === folder ? null : parent, entries, left: names.length - listed.length + unseen };
}

async function namesIn(folder: string): Promise<{ names: Dirent[]; unseen: number }> {
  const names: Dirent[] = [];
  let unseen = 0;
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith('.')) continue;
      if (names.length < MOST_NAMES) names.push(entry);
      else unseen++;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') {
      throw new Problem('listed-file', { folder }, { cause: error });
    }
    throw asProblem(error, folder, 'read');
  }
  return { names, unseen };
}

/** What a link leads to shows when it is looked at; until then it stands among the folders, as it mostly is one. */
const isFile = (entry: Dirent): boolean => !entry.isDirectory() && !entry.isSymbolicLink();

async function placeOf(folder: string, name: string): Promise<Entry> {
  const path = join(folder, name);
  const facts = await stat(path).catch(() => undefined); // a link to nowhere, or no right to look at it
  if (!facts?.isDirectory()) return { name, path, kind: fileKind(name), bytes: facts?.size ?? null };
  return { name, path, kind: await folderKind(path), bytes: null };
}

function fileKind(name: string): PlaceKind {
  if (name.toLowerCase().endsWith('.mdb')) return 'lmdb';
  return isImageName(name) ? 'picture' : 'file';
}

async function folderKind(path: string): Promise<PlaceKind> {
  if (await isThere(layoutOf(path).database)) return 'project';
  return (await isThere(join(path, 'data.mdb'))) ? 'lmdb' : 'folder';
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
