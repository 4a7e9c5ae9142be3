import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../base/problem.ts';

export interface DownloadOptions {
  url: string;
  /** Where the whole file goes; what has come so far lies beside it as `.part`. */
  file: string;
  /** Hexadecimal; the file is kept only when it matches. */
  sha256: string;
  onProgress?: (bytes: number, total: number | undefined) => void;
  signal?: AbortSignal;
  /** Pause before a broken transfer is taken up again, doubled each time. */
  retryMs?: number;
}

const ATTEMPTS_WITHOUT_PROGRESS = 5;

/** Identifies the remote file, so that a part of it is never joined to a part of another. */
interface PartNote {
  url: string;
  etag: string | null;
  total: number | undefined;
}

/**
 * Fetches a file over HTTP(S), taking up again where a broken or interrupted earlier attempt stopped. Throws
 * `download-failed`, `checksum-mismatch`, `cancelled` (the part is kept), `disk-full`.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, file, sha256, signal, retryMs = 1000 } = options;
  const part = `${file}.part`;
  await mkdir(dirname(file), { recursive: true });
  if ((await sizeOf(file)) !== undefined && (await sha256Of(file, signal)) === sha256) return;
  let failures = 0;
  for (;;) {
    const before = (await sizeOf(part)) ?? 0;
    try {
      await fetchRest(options, part);
      break;
    } catch (thrown) {
      if (signal?.aborted) throw new Problem('download-stopped', { url }, { cause: thrown });
      if (thrown instanceof Problem || isFileSystemError(thrown)) throw thrown;
      failures = ((await sizeOf(part)) ?? 0) > before ? 1 : failures + 1;
      if (failures >= ATTEMPTS_WITHOUT_PROGRESS) {
        throw new Problem('download-failed', { url, detail: reasonOf(thrown) }, { cause: thrown });
      }
      await sleep(retryMs * 2 ** (failures - 1), undefined, signal ? { signal } : undefined).catch(() => undefined);
    }
  }
  if ((await sha256Of(part, signal)) !== sha256) {
    await discard(part);
    throw new Problem('download-differs', { url, sha256 });
  }
  await rename(part, file);
  await rm(`${part}.json`, { force: true });
}

/** SHA-256 of a file in hexadecimal. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20, ...(signal && { signal }) }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function fetchRest({ url, onProgress, signal }: DownloadOptions, part: string): Promise<void> {
  const note = await readNote(part, url);
  let start = note ? ((await sizeOf(part)) ?? 0) : 0;
  if (note?.total !== undefined && start === note.total) return;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (start > 0) headers.range = `bytes=${start}-`;
  if (start > 0 && note?.etag) headers['if-range'] = note.etag;
  const response = await fetch(url, { headers, ...(signal && { signal }) });
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const resumed =
    response.status === 206 && Number(range?.[1]) === start && sameFile(note, response, Number(range?.[2]));
  if (response.status === 416 || (response.status === 206 && !resumed)) {
    await response.body?.cancel();
    await discard(part);
    throw new Error('the file on the server has changed');
  }
  if (!response.ok || !response.body) throw statusProblem(url, response.status);
  if (!resumed) start = 0;
  const length = Number(response.headers.get('content-length') ?? NaN);
  const total = Number.isFinite(length) ? start + length : undefined;
  if (!resumed)
    await writeFile(`${part}.json`, JSON.stringify({ url, etag: strongEtag(response), total } satisfies PartNote));
  const out = await open(part, resumed ? 'a' : 'w');
  let bytes = start;
  try {
    onProgress?.(bytes, total);
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      await out.writeFile(chunk);
      bytes += chunk.length;
      onProgress?.(bytes, total);
    }
    await out.sync();
  } finally {
    await out.close();
  }
  if (total !== undefined && bytes < total) throw new Error(`the connection ended after ${bytes} of ${total} bytes`);
}

const strongEtag = (response: Response): string | null => {
  const etag = response.headers.get('etag');
  return etag?.startsWith('W/') ? null : etag;
};

function sameFile(note: PartNote | undefined, response: Response, total: number): boolean {
  return note?.total === total && note.etag === strongEtag(response);
}

/** What is known of the part on disk, if it is of this address. */
async function readNote(part: string, url: string): Promise<PartNote | undefined> {
  try {
    const note = JSON.parse(await readFile(`${part}.json`, 'utf8')) as PartNote;
    return note.url === url ? note : undefined;
  } catch {
    return undefined; // No note, or a broken one: the transfer starts anew.
  }
}

/** Answers that another attempt will not change are final; the others are tried again. */
function statusProblem(url: string, status: number): Error {
  if (status >= 500 || status === 408 || status === 429) return new Error(`the server answered ${status}`);
  return new Problem('download-refused', { url, status });
}

async function discard(part: string) {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}

const isFileSystemError = (thrown: unknown): boolean =>
  typeof (thrown as NodeJS.ErrnoException).path === 'string' ||
  ['ENOSPC', 'EDQUOT', 'EIO'].includes((thrown as NodeJS.ErrnoException).code ?? '');

function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
