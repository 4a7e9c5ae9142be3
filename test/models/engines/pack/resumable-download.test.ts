import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { download } from '../../../../models/engines/pack/resumable-download.ts';
import { serveFile, type FileServer } from '../../../support/file-server.ts';

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
let folder: string;
let file: string;
let server: FileServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-download-'));
  file = join(folder, 'file.whl');
  server = await serveFile(content);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (more: Partial<Parameters<typeof download>[0]> = {}) =>
  download({ url: server.url, file, sha256, retryMs: 1, ...more });

describe('download', () => {
  test('fetches the file and reports its progress', async () => {
    const seen: [number, number | undefined][] = [];
    await get({ onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(seen.at(0)).toEqual([0, content.length]);
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    expect(existsSync(`${file}.part`)).toBe(false);
    expect(existsSync(`${file}.part.json`)).toBe(false);
  });

  test('goes on where a cut connection stopped', async () => {
    server.cuts = [100_000, 50_000];
    await get();
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(server.requested).toHaveLength(3);
    const [, second, third] = server.requested.map((range) => Number(/\d+/.exec(range ?? '')?.[0] ?? 0));
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThan(second as number);
  });

  test('goes on in a later run', async () => {
    const stop = new AbortController();
    server.cuts = [120_000];
    const first = get({ signal: stop.signal, onProgress: (bytes) => bytes > 0 && stop.abort() });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    const kept = (await stat(`${file}.part`)).size;
    expect(kept).toBeGreaterThan(0);
    await get();
    expect(server.requested.at(-1)).toBe(`bytes=${kept}-`);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  test('starts anew when the file on the server has changed', async () => {
    const stop = new AbortController();
    await expect(get({ signal: stop.signal, onProgress: (bytes) => bytes > 0 && stop.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    server.content = randomBytes(200_000);
    await get({ sha256: createHash('sha256').update(server.content).digest('hex') });
    expect((await readFile(file)).equals(server.content)).toBe(true);
  });

  test('works with a server that cannot resume', async () => {
    server.ranges = false;
    server.cuts = [100_000];
    await get();
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  test('refuses and deletes a file with another checksum', async () => {
    await expect(get({ sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'checksum-mismatch' });
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test('fetches nothing when the file is already there', async () => {
    await writeFile(file, content);
    await get();
    expect(server.requested).toEqual([]);
  });

  test('gives up at once where the file does not exist', async () => {
    server.status = 404;
    await expect(get()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('404') as string,
    });
    expect(server.requested).toHaveLength(1);
  });

  test('gives up after several attempts without progress', async () => {
    server.status = 503;
    await expect(get()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('503') as string,
    });
    expect(server.requested).toHaveLength(5);
  });

  test('names what went wrong when nothing listens', async () => {
    await server.close();
    await expect(get()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});
