import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileAtomically } from '../../../../models/base/atomic-file.ts';
import type { Restored } from '../../../../electron/contract/compute.ts';
import type { PlannedItem } from '../../../../electron/core/restoration/output-plan.ts';
import { withReview } from '../../../../electron/core/restoration/review-file.ts';
import { Reviews, soundSidecar } from '../../../../electron/core/restoration/reviews.ts';
import { readSidecar, writeSidecar } from '../../../../electron/core/restoration/sidecar.ts';

const VERDICTS = Number(process.env.PALIMPSEST_VERDICTS ?? 400);
const PICTURES = 8;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-race-'));
});
afterEach(() => rm(folder, { recursive: true }));

const itemOf = (name: string): PlannedItem => ({
  input: `/crops/${name}.png`,
  relativePath: `${name}.png`,
  output: join(folder, `${name}.png`),
  sidecar: join(folder, `${name}.json`),
});

/** Writes what a restoration writes, in its order: the picture, then the sidecar. */
async function restoreAgain(item: PlannedItem): Promise<void> {
  const picture = `the picture of ${item.relativePath}`;
  await writeFileAtomically(item.output, picture);
  const size = { width: 32, height: 16 };
  const restored: Restored = {
    input: { ...size, sha256: 'a', bytes: 9, format: 'png', bitDepth: 8, orientation: 1, alpha: false },
    lowResolution: size,
    output: { width: 64, height: 32, sha256: createHash('sha256').update(picture).digest('hex') },
    readings: [],
    milliseconds: { decode: 1 },
  };
  await writeSidecar(item, restored, {
    settings: { mode: 'correct', height: 'auto', model: { name: 'm', sha256: 'w' }, readers: [] },
    opened: { engine: 'onnx', device: 'cpu', readers: [] },
    software: 'Palimpsest test',
    startedAt: new Date(),
  });
}

test(
  `none of ${VERDICTS} verdicts is lost while the pictures are restored again`,
  { timeout: 60_000 + VERDICTS * 60 },
  async () => {
    const items = Array.from({ length: PICTURES }, (_, n) => itemOf(`crop ${n}`));
    for (const item of items) await restoreAgain(item);
    const reviews = new Reviews();
    let isDone = false;
    let restorations = 0;
    let lost = 0;
    const restoring = Promise.all(
      items.map(async (item) => {
        while (!isDone) {
          await restoreAgain(item);
          restorations++;
        }
      }),
    );
    const judging = Promise.all(
      items.map(async ({ output }) => {
        for (let n = 0; n < VERDICTS / PICTURES; n++) {
          const verdict = ([null, 'accepted', 'rejected'] as const)[n % 3] ?? null;
          const said = await reviews.set(1, output, { verdict, by: `annotator ${n}` });
          const { review } = await soundSidecar(output);
          if (JSON.stringify(review ?? null) !== JSON.stringify(said)) lost++;
        }
      }),
    );
    await judging.finally(() => {
      isDone = true;
      return restoring;
    });
    expect(lost).toBe(0);
    expect(restorations).toBeGreaterThan(VERDICTS / 20);
    for (const { output, review } of reviews.given(1)) {
      expect((await soundSidecar(output)).review ?? null).toEqual(review);
    }
  },
);

test('of verdicts given at the same moment the last one counts', async () => {
  const item = itemOf('crop');
  await restoreAgain(item);
  const reviews = new Reviews();
  const given = Array.from({ length: 30 }, (_, n) => reviews.set(1, item.output, { verdict: 'accepted', by: `${n}` }));
  await Promise.all(given);
  expect((await soundSidecar(item.output)).review?.by).toBe('29');
});

test('a verdict counts for the picture that was looked at, and again once it is back', async () => {
  const item = itemOf('crop');
  await restoreAgain(item);
  await new Reviews().set(1, item.output, { verdict: 'rejected', by: 'anna' });
  const sidecar = await soundSidecar(item.output);
  const other = { ...sidecar, review: undefined, output: { ...sidecar.output, sha256: 'f00' } };
  expect((await withReview(item.output, other)).review).toBeUndefined();
  await restoreAgain(item);
  expect((await soundSidecar(item.output)).review?.verdict).toBe('rejected');
});

test('a verdict in a sidecar of an earlier version is read, stays through restorations and can be taken back', async () => {
  const item = itemOf('crop');
  await restoreAgain(item);
  const review = { verdict: 'accepted', by: 'anna', at: '2026-01-02T03:04:05.000Z' } as const;
  await writeFile(item.sidecar, JSON.stringify({ ...(await readSidecar(item.sidecar)), review }));
  await restoreAgain(item);
  expect((await soundSidecar(item.output)).review).toEqual(review);
  await new Reviews().set(1, item.output, { verdict: null, by: 'anna' });
  expect((await soundSidecar(item.output)).review).toBeUndefined();
  await restoreAgain(item);
  expect((await soundSidecar(item.output)).review).toBeUndefined();
});

test('another file in the place of the verdict stays as it is', async () => {
  const item = itemOf('crop');
  await restoreAgain(item);
  await writeFile(join(folder, 'crop.review'), 'my own notes');
  const set = new Reviews().set(1, item.output, { verdict: 'accepted', by: 'anna' });
  await expect(set).rejects.toMatchObject({ code: 'not-writable' });
  expect(await readFile(join(folder, 'crop.review'), 'utf8')).toBe('my own notes');
});
