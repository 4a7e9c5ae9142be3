import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Problem } from './problem.ts';

/** Of a file that is read whole, where its reader says nothing else: a large checkpoint, the largest picture that is decoded. */
const MOST_BYTES = 2 ** 31 - 1;
/** Of cards, lists and settings that people write. */
const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * Opens a file that a person, a link or another file named, for reading. Regular files only: a device never ends, and a
 * pipe waits for a writer that may never come. Throws what the file system throws, and `bad-argument` for anything that is
 * no regular file. The caller closes it.
 */
export async function openUserFile(path: string): Promise<{ file: FileHandle; size: number }> {
  // Looked at before it is opened, as opening is what wakes some devices, and after, as the name may lead elsewhere by then.
  requireFile(await stat(path), path);
  const file = await open(path, constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0));
  try {
    const facts = await file.stat();
    requireFile(facts, path);
    return { file, size: facts.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The bytes of such a file. Throws as `openUserFile`, and `bad-argument` for more than `most` bytes. */
export async function readUserFile(path: string, most = MOST_BYTES): Promise<Buffer> {
  const { file, size } = await openUserFile(path);
  try {
    if (size > most) throw tooLarge(path, most);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The first bytes of such a file, `most` of them or as many as there are. Throws as `openUserFile`. */
export async function readUserHead(path: string, most: number): Promise<Buffer> {
  const { file } = await openUserFile(path);
  try {
    const head = Buffer.alloc(most);
    const { bytesRead } = await file.read(head, 0, most, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether there is anything at a place that can be looked at. */
export const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The text of such a file, UTF-8, of at most 64 MiB. Throws as `readUserFile`. */
export async function readUserText(path: string): Promise<string> {
  return (await readUserFile(path, MOST_TEXT_BYTES)).toString('utf8');
}

function requireFile(facts: Stats, path: string): void {
  if (facts.isFile()) return;
  throw new Problem('not-a-regular-file', { path, kind: kindOf(facts) });
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a folder';
  if (facts.isFIFO()) return 'a pipe';
  return facts.isSocket() ? 'a socket' : 'a device';
}

const tooLarge = (path: string, most: number): Problem =>
  new Problem('file-over-limit', {
    path,
    limit: most >= 2 ** 30 ? `${Math.round(most / 2 ** 30)} GiB` : `${most / 2 ** 20} MiB`,
  });
