import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhotoEvent, PhotoReport, PhotoRequest, PhotoResult } from '../../../../electron/contract/photo.ts';
import { photoJob } from '../../../../electron/core/photos/photo-job.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import { PHOTO_TEXTS, photoOfCrops } from '../../../support/photo.ts';

let folder: string;
let photos: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-photo-'));
  photos = join(folder, 'photos');
  await mkdir(photos);
  await writeFile(join(photos, 'small.png'), await encodePng(await photoOfCrops(0.75)));
  await writeFile(
    join(photos, 'empty.png'),
    await encodePng({ width: 300, height: 200, data: new Uint8Array(180_000).fill(240) }),
  );
  await writeFile(join(photos, 'damaged.png'), (await readFile(join(photos, 'small.png'))).subarray(0, 5000));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  report: PhotoReport;
  items: Extract<PhotoEvent, { type: 'item' }>[];
}

async function run(changes: Partial<PhotoRequest> = {}, signal = new AbortController().signal): Promise<Run> {
  const request: PhotoRequest = {
    inputs: [photos],
    out: join(folder, 'out'),
    formats: ['txt', 'json', 'csv', 'alto', 'page', 'hocr'],
    compute: { engine: 'onnx', readers: ['ppocr'], mode: 'correct', height: 'auto' },
    ...changes,
  };
  const job = photoJob(request, { software: 'Palimpsest test', signal });
  const items: Run['items'] = [];
  for (;;) {
    const step = await job.next();
    if (step.done) return { report: step.value, items };
    if (step.value.type === 'item') items.push(step.value);
  }
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
const resultOf = ({ items }: Run, name: string): PhotoResult | undefined => {
  const item = items.find(({ input }) => input.endsWith(name));
  return item && 'result' in item ? item.result : undefined;
};
const hash = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('photoJob', () => {
  it('reads photos into every format, tells what fails, and goes on from there', async () => {
    const before = await hash(join(photos, 'small.png'));
    const first = await run({ report: join(folder, 'report.html') });
    expect(first.report).toMatchObject({ read: 2, kept: 0, failed: 1, empty: 1, left: 0, lines: 4 });
    const failed = first.items.find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ problem: { code: 'image-damaged' } });

    const result = resultOf(first, 'small.png') as PhotoResult;
    const lines = result.blocks.flat();
    expect(lines.map(({ text }) => lettersOf(text))).toEqual(PHOTO_TEXTS);
    // 24 rows and a margin: small enough to be restored, and both readings stay.
    for (const line of lines) {
      if (line.restoration === 'restored') expect(line.readings[0]?.restored).not.toBeNull();
      else expect(line.size.height).toBeGreaterThan(32);
    }
    expect(result.input).toMatchObject({ path: join(photos, 'small.png'), sha256: before, width: 1200, height: 900 });
    expect(resultOf(first, 'empty.png')?.notes).toMatchObject([{ code: 'no-text' }]);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(
      ['empty', 'small'].flatMap((name) =>
        ['.alto.xml', '.csv', '.hocr', '.json', '.page.xml', '.txt'].map((end) => name + end),
      ),
    );
    expect(await readFile(join(folder, 'out', 'small.txt'), 'utf8')).toBe(
      result.blocks.map((block) => block.map(({ text }) => `${text}\n`).join('')).join('\n'),
    );
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain(before);
    expect(await hash(join(photos, 'small.png'))).toBe(before);

    // The same again: nothing is computed, and a file that was lost is made anew.
    const made = (await stat(join(folder, 'out', 'small.json'))).mtimeMs;
    const second = await run();
    expect(second.report).toMatchObject({ read: 0, kept: 2, failed: 1 });
    expect((await stat(join(folder, 'out', 'small.json'))).mtimeMs).toBe(made);
    // A run that was cut off leaves a result that names no files, and files of ours beside it.
    const whole = await readFile(join(folder, 'out', 'empty.json'), 'utf8');
    await writeFile(
      join(folder, 'out', 'empty.json'),
      JSON.stringify({ ...(JSON.parse(whole) as object), files: [] }, null, 2),
    );
    await rm(join(folder, 'out', 'small.csv'));
    await rename(join(photos, 'damaged.png'), join(folder, 'damaged.png'));
    const third = await run();
    expect(third.report).toMatchObject({ read: 2, kept: 0, failed: 0 });
    expect(await readdir(join(folder, 'out'))).toContain('small.csv');
  });

  it('leaves lines as they are where that is wanted, and legible ones always', async () => {
    const asTheyAre = await run({ inputs: [join(photos, 'small.png')], out: join(folder, 'plain'), asTheyAre: true });
    expect(
      resultOf(asTheyAre, 'small.png')
        ?.blocks.flat()
        .every(({ restoration }) => restoration !== 'restored'),
    ).toBe(true);
    const large = join(folder, 'large.png');
    await writeFile(large, await encodePng(await photoOfCrops(2)));
    const legible = await run({ inputs: [large], out: join(folder, 'large') });
    const lines = resultOf(legible, 'large.png')?.blocks.flat() ?? [];
    expect(lines.map(({ restoration, chosen }) => [restoration, chosen])).toEqual(
      PHOTO_TEXTS.map(() => ['legible', 'input']),
    );
    expect(lines.map(({ text }) => lettersOf(text))).toEqual(PHOTO_TEXTS);
  });

  it('replaces no file that it did not make', async () => {
    const out = join(folder, 'foreign');
    await mkdir(out);
    await writeFile(join(out, 'small.txt'), 'mine');
    const { report, items } = await run({ inputs: [join(photos, 'small.png')], out });
    expect(report.failed).toBe(1);
    expect(items[0]).toMatchObject({ problem: { code: 'not-writable' } });
    expect(await readFile(join(out, 'small.txt'), 'utf8')).toBe('mine');
  });

  it('reads its part alone, and nothing once it is stopped', async () => {
    const input = { inputs: [join(photos, 'small.png'), join(photos, 'empty.png')] };
    const parts = await Promise.all(
      [1, 2].map((part) => run({ ...input, out: join(folder, 'parts'), shard: { part, of: 2 } })),
    );
    expect(parts.flatMap(({ items }) => items.map((item) => item.input)).sort()).toEqual(input.inputs.toSorted());
    const stopped = await run({ ...input, out: join(folder, 'stopped') }, AbortSignal.abort());
    expect(stopped.report).toMatchObject({ read: 0, left: 2 });
    await expect(run({ shard: { part: 3, of: 2 } })).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
