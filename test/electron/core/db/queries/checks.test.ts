import { describe, expect, test } from 'vitest';
import { setLabel } from '../../../../../electron/core/annotate/labels.ts';
import { browse } from '../../../../../electron/core/annotate/browse.ts';
import { storeSuggestion } from '../../../../../electron/core/annotate/suggestions.ts';
import { undo } from '../../../../../electron/core/annotate/undo.ts';
import { checkCounts } from '../../../../../electron/core/checks/checks-job.ts';
import { nearHashes } from '../../../../../electron/core/checks/near-hashes.ts';
import type { CheckName } from '../../../../../electron/contract/pairs.ts';
import { measureImages } from '../../../../../electron/core/checks/measure-images.ts';
import { beginCheck, findingsFor, replaceFindings } from '../../../../../electron/core/checks/refresh.ts';
import { applySplit } from '../../../../../electron/core/split/apply.ts';
import type { Database } from '../../../../../electron/core/db/connection.ts';
import { findingsOf, perceptualHashes } from '../../../../../electron/core/db/queries/checks.ts';
import { encodePng } from '../../../../../models/image/encode.ts';
import { addPairs, projectWith } from '../../annotate/project-fixture.ts';

const ann = { annotator: 'Ann', pass: 1 } as const;

function refresh(db: Database, check: Exclude<CheckName, 'empty-label'>, options = {}, meanwhile = () => undefined) {
  const begun = beginCheck(db, check);
  const findings = findingsFor(db, check, options, nearHashes);
  meanwhile();
  for (const step of replaceFindings(db, check, { options, found: findings, begun })) expect(step).toBeUndefined();
  return findings.length;
}
const found = (db: Database, check: CheckName) =>
  browse(db, { filter: { check } }, { limit: 100 }).pairs.map(({ id }) => id);
const countOf = (db: Database, check: CheckName) => checkCounts(db).find((one) => one.check === check);

function measure(db: Database, imageId: number, hash: bigint, sharpness = 500, clipped = 0) {
  db.prepare('INSERT INTO image_measure VALUES (?, ?, ?, ?)').run(imageId, BigInt.asIntN(64, hash), sharpness, clipped);
}

describe('checks', () => {
  test('empty labels are those that somebody left so, at every moment', () => {
    const db = projectWith([
      {},
      { label: { transcription: '  ' } },
      { label: { status: 'done' } },
      { label: { status: 'done', illegible: true } },
      { label: { transcription: '', status: 'rejected' } },
      { label: { transcription: 'text', status: 'done' } },
    ]);
    expect(found(db, 'empty-label')).toEqual([2, 3]);
    setLabel(db, { ...ann, pairIds: [3], changes: { transcription: 'there' } });
    expect(countOf(db, 'empty-label')).toEqual({ check: 'empty-label', pairs: 1, at: undefined, stale: false });
  });

  test('labels that change while findings are looked for are looked at once more', () => {
    const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
    const db = projectWith([{ label: { transcription: 'a字' } }, { label: { transcription: 'plain' } }]);
    const relabel = () => {
      setLabel(db, { ...ann, pairIds: [1], changes: { transcription: 'plain' } });
      setLabel(db, { ...ann, pairIds: [2], changes: { transcription: 'a字' } });
      return undefined;
    };
    refresh(db, 'alphabet', { alphabet }, relabel);
    expect(found(db, 'alphabet')).toEqual([2]);
  });

  test('characters outside the alphabet follow the label once the check was made', () => {
    const alphabet = [...'0123456789abcdefghijklmnopqrstuvwxyz'];
    const db = projectWith([
      { label: { transcription: 'Café 1899' } },
      { label: { transcription: 'Σ字 a字' } },
      { label: { transcription: 'plain' } },
    ]);
    expect(countOf(db, 'alphabet')).toMatchObject({ pairs: undefined, stale: false });
    expect(refresh(db, 'alphabet', { alphabet })).toBe(1);
    expect(findingsOf(db, 2)).toEqual([{ check: 'alphabet', detail: { characters: ['Σ', '字'] } }]);
    setLabel(db, { ...ann, pairIds: [2], changes: { transcription: 'a' } });
    setLabel(db, { ...ann, pairIds: [3], changes: { transcription: 'plain!' } });
    expect(found(db, 'alphabet')).toEqual([3]);
    undo(db, ann);
    expect(found(db, 'alphabet')).toEqual([]);
    undo(db, ann);
    expect(found(db, 'alphabet')).toEqual([2]);
    expect(() => refresh(db, 'alphabet')).toThrow(/needs an alphabet/);
  });

  test('a direction other than the one of the polygon is found, and follows the label', () => {
    const db = projectWith([
      { label: { direction: 'vn' } },
      { label: { direction: 'h' } },
      {},
      { label: { direction: 'vn', status: 'rejected' } },
    ]);
    db.prepare("UPDATE pair SET direction_proposed = 'vp'").run();
    db.prepare("UPDATE pair SET direction_proposed = 'h' WHERE id = 2").run();
    expect(refresh(db, 'direction')).toBe(1);
    expect(findingsOf(db, 1)).toEqual([{ check: 'direction', detail: { proposed: 'vp' } }]);
    setLabel(db, { ...ann, pairIds: [1], changes: { direction: 'vp' } });
    setLabel(db, { ...ann, pairIds: [3], changes: { direction: 'h' } });
    expect(found(db, 'direction')).toEqual([3]);
    setLabel(db, { ...ann, pairIds: [3], changes: { status: 'rejected' } });
    expect(found(db, 'direction')).toEqual([]);
  });

  test('a sure reading of HR that says otherwise is found, and gone when either is corrected', () => {
    const db = projectWith(['Hotel', 'Pier', 'Open'].map((transcription) => ({ label: { transcription } })));
    const read = (pairId: number, transcription: string, confidence: number) =>
      storeSuggestion(db, pairId, {
        ...{ side: 'hr', reader: 'ppocr', weightsSha256: '', characters: [] },
        transcription,
        confidence,
      });
    read(1, 'Motel', 0.97);
    read(2, 'Bier', 0.4);
    expect(refresh(db, 'reading')).toBe(1);
    expect(findingsOf(db, 1)).toEqual([{ check: 'reading', detail: { reading: 'Motel' } }]);
    read(3, '0pen', 0.95);
    expect(found(db, 'reading')).toEqual([1, 3]);
    setLabel(db, { ...ann, pairIds: [1], changes: { transcription: 'Motel' } });
    read(3, 'Open', 0.95);
    expect(found(db, 'reading')).toEqual([]);
  });

  test('differing proportions are found, rounding of small crops is not', () => {
    const db = projectWith([
      { lrSize: [64, 16], hrSize: [128, 32] },
      { lrSize: [29, 8], hrSize: [63, 17] },
      { lr: 'lr x', lrSize: [64, 16], hr: 'hr x', hrSize: [100, 32] },
      { lr: 'lr y', lrSize: [40, 20], hr: 'hr y', hrSize: [64, 64] },
      { hr: null },
    ]);
    refresh(db, 'aspect');
    expect(found(db, 'aspect')).toEqual([3, 4]);
  });

  test('shift, blur and clipping go by measures', () => {
    const db = projectWith([{}, {}, {}]);
    db.exec('UPDATE pair SET shift_x = id, shift_y = -id, alignment = 0.9');
    [2, 4, 6].forEach((image, i) => measure(db, image, 0n, 0.07 * (i + 1), 0.2 * (i + 1)));
    refresh(db, 'shift', { mostShift: 2 });
    refresh(db, 'blur');
    refresh(db, 'clipping');
    expect([found(db, 'shift'), found(db, 'blur'), found(db, 'clipping')]).toEqual([[2, 3], [1], [2, 3]]);
    db.exec('UPDATE pair SET shift_x = 0, shift_y = 0, alignment = id * 0.2');
    refresh(db, 'shift');
    expect(found(db, 'shift')).toEqual([1, 2]);
    refresh(db, 'blur', { leastSharpness: 0.2 });
    expect(found(db, 'blur')).toEqual([1, 2]);
  });

  test('images that are shared or alike are found, also across splits', () => {
    const db = projectWith([
      { photo: 'a', hr: 'same' },
      { photo: 'b', hr: 'same' },
      { photo: 'c' },
      { photo: 'd' },
      { photo: 'e', origin: { hr: { photoSha256: 'ff' } } },
      { photo: 'f', origin: { lr: { photoSha256: 'ff' } } },
      { photo: 'c' },
    ]);
    const image = (pair: number) =>
      db.prepare<[number], number>('SELECT hr_image_id FROM pair WHERE id = ?').pluck().get(pair) as number;
    measure(db, image(1), 0n);
    measure(db, image(3), 2n ** 63n);
    measure(db, image(4), 2n ** 63n + 3n);
    measure(db, image(5), 2n ** 40n - 1n);
    expect(perceptualHashes(db).get(image(3))).toBe(2n ** 63n);
    refresh(db, 'duplicate');
    refresh(db, 'near-duplicate', { mostDistance: 2 });
    expect([found(db, 'duplicate'), found(db, 'near-duplicate')]).toEqual([
      [1, 2],
      [1, 2, 3, 4],
    ]);
    expect(findingsOf(db, 2)).toContainEqual({ check: 'duplicate', detail: { pairs: [1] } });
    expect(refresh(db, 'split-leak', { mostDistance: 2 })).toBe(0);
    const photos = Object.fromEntries(
      db
        .prepare<[], { key: string; id: number }>('SELECT key, id FROM photo')
        .all()
        .map(({ key, id }) => [key, id]),
    ) as Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f', number>;
    applySplit(db, new Map([photos.a, photos.b, photos.c, photos.e].map((id) => [id, 'train'])));
    applySplit(db, new Map([photos.d, photos.f].map((id) => [id, 'test'])));
    expect(countOf(db, 'split-leak')?.stale).toBe(true);
    refresh(db, 'split-leak', { mostDistance: 2 });
    expect(found(db, 'split-leak')).toEqual([3, 4, 5, 6]);
    expect(findingsOf(db, 5)).toEqual([{ check: 'split-leak', detail: { pairs: [6] } }]);
    applySplit(db, new Map([[photos.b, 'test']]));
    refresh(db, 'split-leak', { mostDistance: 2 });
    expect(found(db, 'split-leak')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a thousand equal pictures are found without naming them all', () => {
    const db = projectWith([]);
    addPairs(
      db,
      Array.from({ length: 1000 }, () => ({ hr: 'blank' })),
    );
    expect(refresh(db, 'duplicate')).toBe(1000);
    expect((findingsOf(db, 500)[0]?.detail as { pairs: number[] }).pairs).toHaveLength(20);
  });

  test('tell when new pairs may change them', () => {
    const db = projectWith([{}]);
    refresh(db, 'aspect');
    expect(countOf(db, 'aspect')).toMatchObject({ pairs: 0, stale: false });
    setLabel(db, { ...ann, pairIds: [1], changes: { transcription: 'x' } });
    expect(countOf(db, 'aspect')?.stale).toBe(false);
    addPairs(db, [{}]);
    expect(countOf(db, 'aspect')?.stale).toBe(true);
  });
});

describe('measureImages', () => {
  const tools = {
    perceptualHash: ({ data }: { data: Uint8Array }) => 2n ** 63n + BigInt(data[0] ?? 0),
    sharpness: ({ width }: { width: number }) => width,
    clippedShare: ({ height }: { height: number }) => height / 100,
    alignmentShift: (lr: { width: number }, hr: { width: number }) => ({
      x: hr.width - lr.width,
      y: -1,
      peak: 1,
    }),
  };

  test('measures what has no measures, tells what it could not read, and is not stopped by it', async () => {
    const db = projectWith([{}, { lr: 'not an image' }, { lr: null }]);
    for (const [id, width] of [
      [1, 3],
      [2, 6],
      [4, 5],
      [5, 7],
    ] as const) {
      const png = await encodePng({ width, height: 2, data: new Uint8Array(width * 6).fill(id) });
      db.prepare('UPDATE image_bytes SET bytes = ? WHERE image_id = ?').run(png, id);
    }
    const seen: unknown[] = [];
    const report = await measureImages(db, tools, { onProgress: (progress) => seen.push(progress) });
    expect(report).toMatchObject({ images: 4, pairs: 1 });
    expect(report.failed).toMatchObject([{ imageId: 3 }, { pairId: 2 }]);
    expect(seen.at(-1)).toEqual({ done: 7, of: 7 });
    expect(db.prepare('SELECT sharpness FROM image_measure ORDER BY image_id').pluck().all()).toEqual([
      3,
      6,
      null,
      5,
      7,
    ]);
    expect(perceptualHashes(db).get(5)).toBe(2n ** 63n + 5n);
    expect(db.prepare('SELECT shift_x, shift_y FROM pair WHERE id = 1').get()).toEqual({ shift_x: 3, shift_y: -1 });
    expect(await measureImages(db, tools)).toMatchObject({ images: 0, pairs: 0, failed: [{ pairId: 2 }] });
  });

  test('ends between batches when it is told to', async () => {
    const db = projectWith(Array.from({ length: 100 }, () => ({})));
    const controller = new AbortController();
    const report = await measureImages(db, tools, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 32) controller.abort();
      },
    });
    expect(report.failed).toHaveLength(32);
  });
});
