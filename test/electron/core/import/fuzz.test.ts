import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisedChanges } from '../../../../electron/core/annotate/changes.ts';
import { openFolder } from '../../../../electron/core/import/folder.ts';
import { openPhotoJson } from '../../../../electron/core/import/photo-json.ts';
import { asCaptured, cropSize } from '../../../../electron/core/import/quad.ts';
import type { ImportSource, Quad } from '../../../../electron/core/db/dataset-item.ts';
import { decodeImage } from '../../../../models/image/decode.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { folderOf, picture, stepsOf } from './support.ts';

/** Items and skips in good form, as many as were announced, each with a cursor of its own; or one Problem. */
async function expectOrderly(opening: Promise<ImportSource>) {
  let source: ImportSource;
  try {
    source = await opening;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).not.toBe('internal');
    return;
  }
  const steps = await stepsOf(source);
  expect(steps).toHaveLength(source.count as number);
  expect(new Set(steps.map(({ cursor }) => cursor)).size).toBe(steps.length);
  for (const { item, skipped } of steps) {
    if (skipped) {
      expect(skipped.problem.code).not.toBe('internal');
      expect(skipped.problem.sentence).toMatch(/\.$/);
    } else {
      expect(item.lr ?? item.hr).toBeInstanceOf(Uint8Array);
      normalisedChanges(item.label);
      expect(item.label.transcription ?? '').toBe((item.label.transcription ?? '').normalize('NFC'));
    }
  }
}

/** Bits of what stands in label files, in any order. */
const fragment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('a.png', 'b', 'lr/a.png', 'hr/a.png', '../a.png', 'file', 'file_name', 'text'),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(',', '\t', ';', '"', '""', '\n', '\r\n', '\r', '{', '}', '[', ']', ':', '\\'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('direction', 'vn', 'focal', '50 mm', 'tags', 'valid', 'true', 'lr', 'hr', 'null'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\uFEFF', '\u0000', '\uD800', '\uFFFD', 'e\u0301', '__proto__', 'constructor'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
);
const content = fc.oneof(
  fc.array(fragment, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''), 'utf8')),
  fc.array(fragment, { maxLength: 40 }).map((parts) => Buffer.from(`\uFEFF${parts.join('')}`, 'utf16le')),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 4 }).map((json) => Buffer.from(json)),
);
const values = fc.oneof(
  fc.constantFrom<unknown>('x', '', null, true, 3, 'vn', 'false', 50, ['a'], 'e\u0301'),
  fc.jsonValue({ maxDepth: 2 }),
);
const rowObject = fc.dictionary(
  fc.constantFrom(
    'file_name',
    'text',
    'lr_file_name',
    'hr_file_name',
    'type',
    'focal',
    'tags',
    'notes',
    'status',
    'valid',
  ),
  fc.oneof(fc.constantFrom<unknown>('a.png', 'lr/a.png', 'hr/a.png', 'b.png'), values),
);
const jsonLines = fc
  .array(rowObject, { maxLength: 8 })
  .map((rows) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')));

const deeplyNested = Buffer.from(`{"file_name":"b.png","text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);

describe('label files', () => {
  test.each(['labels.csv', 'labels.tsv', 'labels.txt', 'labels.json', 'rec_gt.txt', 'metadata.jsonl', 'metadata.csv'])(
    '%s of any bytes, and nested without end',
    async (name) => {
      const folder = await folderOf({ 'lr/a.png': 'picture', 'hr/a.png': 'picture', 'b.png': 'picture' });
      await fc.assert(
        fc.asyncProperty(fc.oneof(content, jsonLines), async (bytes) => {
          await writeFile(join(folder, name), bytes);
          await expectOrderly(openFolder(folder));
        }),
        { numRuns: 250, examples: [[deeplyNested]] },
      );
    },
  );

  test('several that contradict each other', async () => {
    const folder = await folderOf({
      'lr/a.png': 'picture',
      'hr/a.png': 'picture',
      'b.png': 'picture',
      'c_lr.png': 'picture',
    });
    await fc.assert(
      fc.asyncProperty(jsonLines, jsonLines, content, async (rich, deep, plain) => {
        await writeFile(join(folder, 'metadata.jsonl'), rich);
        await writeFile(join(folder, 'hr/metadata.jsonl'), deep);
        await writeFile(join(folder, 'labels.csv'), plain);
        await expectOrderly(openFolder(folder));
      }),
      { numRuns: 150 },
    );
  });
});

test('pictures of any bytes', async () => {
  const folder = await folderOf({ 'a.png': 'picture' });
  const good = Buffer.from(await picture());
  const damaged = fc
    .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 60 })), async (bytes) => {
      await writeFile(join(folder, 'a.png'), bytes);
      await expectOrderly(openFolder(folder));
    }),
    { numRuns: 300 },
  );
});

describe('photo JSON', () => {
  const number = fc.oneof(
    fc.integer({ min: -4, max: 30 }),
    fc.double({ min: -4, max: 30, noNaN: true }),
    fc.constantFrom<unknown>(1e308, '7', '7.5', '', 'x', null),
  );
  const point = fc.oneof(fc.tuple(number, number), fc.record({ x: number, y: number }));
  const corners = fc.oneof(
    fc.array(point, { minLength: 3, maxLength: 5 }),
    fc.array(number, { minLength: 7, maxLength: 9 }),
    values,
  );
  const polygon = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record(
        { position: corners, words: values, type: values, valid: values },
        { requiredKeys: ['position'] },
      ),
    },
    { weight: 1, arbitrary: values },
  );
  const photo = fc.record(
    {
      rawFilename: fc.oneof(fc.constantFrom<unknown>('p.png', '../p.png', '', '/', 'p\0.png'), values),
      polygons: fc.oneof(
        fc.array(polygon, { maxLength: 5 }),
        fc.record({ wordRect: fc.array(polygon, { maxLength: 5 }) }),
        values,
      ),
      lr: fc.constantFrom<unknown>('small.png', 'none.png', 3, undefined),
      width: fc.constantFrom<unknown>('24', 24, 25, 'x', undefined),
      rotate: fc.constantFrom<unknown>('0', 90, undefined),
      focal_length: values,
    },
    { requiredKeys: ['rawFilename', 'polygons'] },
  );
  const document = fc.oneof(
    fc.array(fc.oneof(photo, values), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom('0', '1', 'p.png', '__proto__'),
      fc.oneof(photo, fc.array(polygon, { maxLength: 3 })),
    ),
    photo,
    fc.record({ photos: fc.array(photo, { maxLength: 3 }) }),
  );

  test('of any shape', async () => {
    const folder = await folderOf({ 'p.png': await picture(24, 24), 'small.png': await picture(12, 12) });
    await fc.assert(
      fc.asyncProperty(document, async (json) => {
        await writeFile(join(folder, 'x.json'), JSON.stringify(json));
        await expectOrderly(openPhotoJson(join(folder, 'x.json')));
      }),
      { numRuns: 600 },
    );
  });

  test('polygons of any form: a crop of the right size, or a reason', async () => {
    const folder = await folderOf({ 'p.png': await picture(24, 24), 'small.png': await picture(12, 12) });
    const coordinate = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -3, max: 27 }) },
      { weight: 8, arbitrary: fc.integer({ min: -3000, max: 27_000 }).map((thousandths) => thousandths / 1000) },
      // Mostly numbers hardly different from 0, of which no crop can be made.
      { weight: 1, arbitrary: fc.double({ min: -3, max: 27, noNaN: true }) },
    );
    const quads = fc.array(fc.array(fc.tuple(coordinate, coordinate), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 8,
    });
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(quads, fc.boolean(), async (polygons, withLr) => {
        const photo = {
          file: 'p.png',
          polygons: polygons.map((points) => ({ points })),
          ...(withLr && { lr: 'small.png' }),
        };
        await writeFile(join(folder, 'x.json'), JSON.stringify([photo]));
        const steps = await stepsOf(await openPhotoJson(join(folder, 'x.json')));
        expect(steps).toHaveLength(polygons.length);
        for (const { item, skipped } of steps) {
          if (skipped) {
            expect(skipped.problem.sentence).toMatch(
              /^Polygon \d of p\.png in x\.json (lies|covers|crosses|is bent|has opposite)/,
            );
            continue;
          }
          cut++;
          const size = cropSize(asCaptured(item.origin?.hr?.quad as Quad));
          expect(await decodeImage(item.hr as Uint8Array, 'crop')).toMatchObject(size);
          expect(item.lr !== undefined).toBe(withLr);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(cut, 'some must be crops').toBeGreaterThan(50);
  });

  test('of any bytes, and nested without end', async () => {
    const folder = await folderOf({ 'p.png': 'picture' });
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const nested = ['polygons', 'focal', 'lr'].map((key) =>
      Buffer.from(`[{"file":"p.png","polygons":[{"points":${deep},"words":${deep}}],"${key}":${deep}}]`),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        await writeFile(join(folder, 'x.json'), bytes);
        await expectOrderly(openPhotoJson(join(folder, 'x.json')));
      }),
      { numRuns: 200, examples: nested.map((bytes) => [bytes]) },
    );
  });
});
