import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withinPixelBudget } from '../../../electron/compute/host/pixel-budget.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-budget-'));
  await writeFile(join(folder, 'scan.png'), blackAndWhite(5000, 4000));
  await writeFile(join(folder, 'crop.png'), blackAndWhite(64, 16));
  await writeFile(join(folder, 'notes.png'), 'no picture');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A PNG of one bit a pixel: a few kilobytes, however large. */
function blackAndWhite(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const chunks = [
    ['IHDR', header],
    ['IDAT', rows],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  const written = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  });
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...written]);
}

async function runsOf(names: string[]): Promise<string[][]> {
  const runs: string[][] = [];
  const results = await withinPixelBudget(
    names,
    (name) => [join(folder, name)],
    (run) => {
      runs.push(run);
      return Promise.resolve(run.map((name) => name.toUpperCase()));
    },
  );
  expect(results).toEqual(names.map((name) => name.toUpperCase()));
  return runs;
}

test('crops, and files that are none, share one run', async () => {
  expect(await runsOf(['crop.png', 'notes.png', 'gone.png', 'crop.png'])).toHaveLength(1);
  expect(await runsOf([])).toEqual([]);
});

test('scans of twenty megapixels go one by one', async () => {
  expect(await runsOf(['crop.png', 'scan.png', 'scan.png', 'crop.png'])).toEqual([
    ['crop.png', 'scan.png'],
    ['scan.png', 'crop.png'],
  ]);
});
