import { inThread } from '../../../models/base/in-thread.ts';

export interface CopyProgress {
  pages: number;
  totalPages: number;
}

export interface CopyRequest {
  file: string;
  destination: string;
}

/**
 * Copies the database `file`, as it is at this moment, to `destination`, which must not exist. Others may go on writing:
 * the copy reads one snapshot through a connection of its own. It is checked page by page and synced before it gets its
 * name, and is a single file without a log. All this happens in a thread of its own. Throws `bad-argument`, `not-found`, `disk-full`, `not-writable`,
 * `file-damaged`.
 */
export async function copyDatabase(
  file: string,
  destination: string,
  onProgress: (progress: CopyProgress) => void = () => undefined,
): Promise<void> {
  const request: CopyRequest = { file, destination };
  await inThread<null, CopyProgress>(new URL('./copy-thread.ts', import.meta.url), request, { onProgress });
}
