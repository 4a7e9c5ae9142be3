import { open } from 'node:fs/promises';
import { asProblem, Problem } from '../../../models/base/problem.ts';

/** More than any picture that a job takes. */
const MOST_BYTES = 512 * 1024 * 1024;

export interface ReportedFile {
  /** Changes when the file does. */
  etag: string;
  read: () => Promise<Uint8Array>;
}

/** Opens a file of a job for `use`. Throws `not-found`, `not-readable`, `image-too-large`. */
export async function withReportedFile<T>(path: string, use: (file: ReportedFile) => Promise<T>): Promise<T> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw asProblem(error, path, 'read');
  }
  try {
    const facts = await file.stat({ bigint: true });
    if (!facts.isFile()) throw new Problem('not-found', `${path} is no file any more.`, 'Look at what is there now.');
    if (facts.size > MOST_BYTES) {
      throw new Problem('image-too-large', `${path} is larger than 512 MiB.`, 'Look at it in another program.');
    }
    const opened = file;
    return await use({
      etag: `"${facts.ino.toString(36)}-${facts.size.toString(36)}-${facts.mtimeNs.toString(36)}"`,
      read: () => opened.readFile(),
    });
  } finally {
    await file.close();
  }
}
