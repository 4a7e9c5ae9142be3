import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPhotoJson, type PhotoJsonOptions } from '../../../../electron/core/import/photo-json.ts';
import type { Quad } from '../../../../electron/core/db/dataset-item.ts';
import { decodeImage } from '../../../../models/image/decode.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import type { Raster } from '../../../../models/image/raster.ts';
import { noise } from '../../../models/image/noise.ts';
import { folderOf, itemsIn, picture, skipsIn, stepsOf } from './support.ts';

const WIDTH = 60;
const HEIGHT = 40;
const photo: Raster = { width: WIDTH, height: HEIGHT, data: noise(3 * WIDTH * HEIGHT, 3) };
const photoFile = await encodePng(photo);

/** A rectangle of the photo along its pixels. */
function cut(left: number, top: number, width: number, height: number): Raster {
  const rows = Array.from({ length: height }, (_, y) => {
    const start = 3 * ((top + y) * WIDTH + left);
    return photo.data.subarray(start, start + 3 * width);
  });
  return { width, height, data: new Uint8Array(Buffer.concat(rows)) };
}

const [A, B, C, D]: Quad = [
  [10, 5],
  [40, 5],
  [40, 15],
  [10, 15],
];

const position = (quad: readonly (readonly [number, number])[]) =>
  quad.map(([x, y]) => ({ x: String(x), y: String(y) }));

/** One photo in the authors' schema, every value a text as there. */
const authors = (polygons: readonly object[], more: object = {}) => ({
  '0': {
    channal: '3',
    height: String(HEIGHT),
    id: 'cbe0',
    polygons: { wordRect: polygons },
    rawFilePath: 'test',
    rawFilename: 'Canon_046_HR.png',
    result_version: '1.0',
    rotate: '0',
    valid: 'true',
    width: String(WIDTH),
    'wordRect-validity': 'true',
    ...more,
  },
});

const word = (quad: readonly (readonly [number, number])[], more: object = {}) => ({
  'line-type': 'straight',
  position: position(quad),
  type: 'h',
  valid: 'true',
  words: 'QU04',
  ...more,
});

async function opened(
  json: unknown,
  files: Readonly<Record<string, string | Uint8Array>> = { 'Canon_046_HR.png': photoFile },
  options?: PhotoJsonOptions,
) {
  const folder = await folderOf({ ...files, 'real_sr.json': JSON.stringify(json) });
  const source = await openPhotoJson(join(folder, 'real_sr.json'), options);
  const steps = await stepsOf(source);
  expect(steps).toHaveLength(source.count as number);
  return { folder, source, steps, items: itemsIn(steps), skips: skipsIn(steps) };
}

async function expectPicture(bytes: Uint8Array | undefined, expected: Raster) {
  const { width, height, data } = await decodeImage(bytes as Uint8Array, 'crop');
  expect({ width, height, data: Buffer.from(data).toString('hex') }).toEqual({
    ...expected,
    data: Buffer.from(expected.data).toString('hex'),
  });
}

describe("the authors' schema", () => {
  test('gives crops with label, origin and photo', async () => {
    const { items, skips, folder } = await opened(
      authors([word([A, B, C, D]), word([B, C, D, A], { type: 'vp', words: 'Up' })]),
    );
    expect(skips).toEqual([]);
    expect(items).toMatchObject([
      { key: '0/Canon_046_HR.png#1', name: 'Canon_046_HR-1', photo: 'Canon_046_HR.png', subset: '' },
      { key: '0/Canon_046_HR.png#2', name: 'Canon_046_HR-2', photo: 'Canon_046_HR.png' },
    ]);
    expect(items.map(({ label }) => label)).toEqual([
      { transcription: 'QU04', direction: 'h', illegible: false },
      { transcription: 'Up', direction: 'vp', illegible: false },
    ]);
    expect(items.map(({ proposed }) => proposed)).toEqual([undefined, undefined]);
    expect(items[1]?.origin).toEqual({
      hr: {
        photo: join(folder, 'Canon_046_HR.png'),
        photoSha256: createHash('sha256').update(photoFile).digest('hex'),
        quad: [B, C, D, A],
      },
    });
    expect(Buffer.compare(await readFile(join(folder, 'Canon_046_HR.png')), photoFile), 'the photo stays').toBe(0);
  });

  test.each([
    ['h', [A, B, C, D]],
    ['vp', [B, C, D, A]],
    ['td', [C, D, A, B]],
    ['vn', [D, A, B, C]],
  ] as const)('a crop of direction %s is as captured, pixel by pixel', async (type, quad) => {
    const { items } = await opened(authors([word(quad, { type })]));
    await expectPicture(items[0]?.hr, cut(10, 5, 30, 10));
    expect(items[0]?.proposed).toBeUndefined();
  });

  test('a polygon keeps its own name, and the empty text of our own exports', async () => {
    const polygons = [
      word([A, B, C, D], { name: 'sign 7' }),
      word([A, B, C, D], { valid: 'false', words: '' }),
      word([A, B, C, D], { illegible: 'true', words: '', status: 'done', name: 'sign 8' }),
    ];
    const { items } = await opened(authors(polygons));
    expect(items.map(({ name }) => name)).toEqual(['sign 7', 'Canon_046_HR-2', 'sign 8']);
    expect(items.map(({ label }) => label.transcription)).toEqual([items[0]?.label.transcription, undefined, '']);
  });

  test('a direction that disagrees with the polygon is kept and the other proposed', async () => {
    const { items } = await opened(
      authors([word([C, D, A, B], { type: 'h' }), word([C, D, A, B], { type: undefined })]),
    );
    expect(items.map(({ label, proposed }) => [label.direction, proposed])).toEqual([
      ['h', { direction: 'td' }],
      [undefined, { direction: 'td' }],
    ]);
  });

  test('valid false is illegible, and its empty text is not said to be empty', async () => {
    const { items } = await opened(
      authors([word([A, B, C, D], { valid: 'false' }), word([A, B, C, D], { valid: 'false', words: '' })]),
    );
    expect(items.map(({ label }) => label)).toEqual([
      { transcription: 'QU04', direction: 'h', illegible: true },
      { direction: 'h', illegible: true },
    ]);
  });

  test('a photo that was given up as a whole gives rejected pairs', async () => {
    const { items } = await opened(authors([word([A, B, C, D])], { valid: 'false' }));
    expect(items[0]?.label).toMatchObject({ status: 'rejected', transcription: 'QU04' });
  });

  test('a polygon that is the whole photo gives its very bytes', async () => {
    const corners = [
      [0, 0],
      [WIDTH, 0],
      [WIDTH, HEIGHT],
      [0, HEIGHT],
    ] as const;
    const { items } = await opened(authors([word(corners), word([A, B, C, D])]));
    expect(Buffer.compare(items[0]?.hr as Uint8Array, photoFile)).toBe(0);
    await expectPicture(items[1]?.hr, cut(10, 5, 30, 10));
  });
});

describe('near that schema', () => {
  test.each<[string, unknown]>([
    ['a list', [{ file_name: 'p.png', polygons: [{ points: [A, B, C, D], transcription: 'x' }] }]],
    ['a dictionary by file name', { 'p.png': [{ points: [A, B, C, D], text: 'x' }] }],
    ['eight numbers', { photos: [{ photo: 'p.png', polygons: [{ quad: [A, B, C, D].flat(), words: 'x' }] }] }],
    ['eight texts', [{ image: 'p.png', regions: [{ polygon: [A, B, C, D].flat().map(String), words: 'x' }] }]],
    ['a closed round', [{ file: 'p.png', boxes: [{ points: [A, B, C, D, A], words: 'x' }] }]],
    [
      'a dictionary of words',
      { images: { 'p.png': { words: { '1': { points: [A, B, C, D], transcription: 'x' } } } } },
    ],
    ['a single photo', { file: 'p.png', polygons: [{ points: [A, B, C, D], words: 'x' }] }],
  ])('%s', async (_, json) => {
    const { items, skips } = await opened(json, { 'p.png': photoFile });
    expect(skips).toEqual([]);
    expect(items).toMatchObject([{ photo: 'p.png', label: { transcription: 'x' }, proposed: { direction: 'h' } }]);
    await expectPicture(items[0]?.hr, cut(10, 5, 30, 10));
  });

  test('focal lengths of the photo hold for its polygons, unless these say more', async () => {
    const { items } = await opened(
      authors([word([A, B, C, D]), word([A, B, C, D], { focal_length_hr: 85 })], {
        focal_length: '105',
        focal_length_lr: 35,
      }),
    );
    expect(items.map(({ label }) => [label.focalLengthLr, label.focalLengthHr])).toEqual([
      [35, 105],
      [35, 85],
    ]);
  });
});

describe('photos', () => {
  test('are found below the folder that is named, by the last part of their name', async () => {
    const elsewhere = await folderOf({ 'Canon/Test/4/Canon_046_HR.png': photoFile });
    const { items } = await opened(authors([word([A, B, C, D])]), {}, { photos: elsewhere });
    expect(items).toMatchObject([{ photo: 'Canon/Test/4/Canon_046_HR.png' }]);
  });

  test('of several with one name the one of the right size is taken', async () => {
    const files = { '2/Canon_046_HR.png': photoFile, '4/Canon_046_HR.png': await picture() };
    expect((await opened(authors([word([A, B, C, D])]), files)).items).toMatchObject([{ photo: '2/Canon_046_HR.png' }]);
    const twice = { '2/Canon_046_HR.png': photoFile, '4/Canon_046_HR.png': photoFile };
    expect((await opened(authors([word([A, B, C, D])]), twice)).skips).toEqual([
      expect.stringMatching(/more than once/),
    ]);
  });

  test('outside the folder are never read', async () => {
    const outside = await folderOf({ 'secret.png': photoFile });
    const json = (name: string) => [{ file: name, polygons: [word([A, B, C, D])] }];
    expect((await opened(json(join(outside, 'secret.png')), {})).skips).toEqual([expect.stringMatching(/not-found/)]);
    expect((await opened(json(`../../../../${outside}/secret.png`), {})).skips).toEqual([
      expect.stringMatching(/not-found/),
    ]);
  });

  test.each<[string, Record<string, string | Uint8Array>, RegExp]>([
    ['missing', {}, /not-found: Canon_046_HR\.png was not found/],
    ['empty', { 'Canon_046_HR.png': '' }, /empty-file/],
    ['cut short', { 'Canon_046_HR.png': photoFile.subarray(0, 300) }, /image-damaged/],
    ['of another size', { 'Canon_046_HR.png': 'picture' }, /8×4 pixels, but its polygons were drawn on 60×40/],
    ['damaged inside', { 'Canon_046_HR.png': damaged() }, /image-damaged/],
  ])('%s: each polygon is reported', async (_, files, message) => {
    const { skips, items } = await opened(authors([word([A, B, C, D]), word([A, B, C, D])]), files);
    expect(items).toEqual([]);
    expect(skips).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
  });

  test('that were turned before annotation are reported', async () => {
    const { skips } = await opened(authors([word([A, B, C, D])], { rotate: '90' }));
    expect(skips).toEqual([expect.stringMatching(/^0\/Canon_046_HR\.png: file-damaged: Photo 0 of .* turned by 90/)]);
  });
});

/** The photo with a byte changed amid its pixels, its header and its end as they were. */
function damaged(): Uint8Array {
  const bytes = Uint8Array.from(photoFile);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] as number) ^ 0xff;
  return bytes;
}

describe('LR photos', () => {
  const small = { width: 30, height: 20, data: noise(3 * 30 * 20, 9) };

  test('are cut by the same polygons, scaled', async () => {
    const files = { 'Canon_046_HR.png': photoFile, 'Canon_046_LR.png': await encodePng(small) };
    const { items } = await opened(authors([word([A, B, C, D])], { lr: 'Canon_046_LR.png' }), files);
    expect(items[0]?.origin?.lr).toMatchObject({
      quad: [
        [5, 2.5],
        [20, 2.5],
        [20, 7.5],
        [5, 7.5],
      ],
    });
    expect(await decodeImage(items[0]?.lr as Uint8Array, 'lr')).toMatchObject({ width: 15, height: 5 });
    await expectPicture(items[0]?.hr, cut(10, 5, 30, 10));
  });

  test('are found by their name where the user says how', async () => {
    const files = { 'a/Canon_046_HR.png': photoFile, 'a/Canon_046_LR4.png': await encodePng(small) };
    const options = { lrName: { replace: '_HR', by: '_LR4' } };
    const { items } = await opened(authors([word([A, B, C, D])]), files, options);
    expect(items[0]?.lr).toBeDefined();
    const { skips } = await opened(authors([word([A, B, C, D])]), undefined, options);
    expect(skips).toEqual([expect.stringMatching(/The LR photo of Canon_046_HR\.png was not found/)]);
  });
});

test('polygons that cannot be cut are reported in their place', async () => {
  const { steps, skips, items } = await opened(
    authors([
      word([A, B, C, D]),
      word([A, B, C]),
      word([A, B, C, D, [3, 9], [2, 8]]),
      word([A, C, B, D]),
      word([A, B, C, [10, 90]]),
      word([A, B, C, ['left', 3] as unknown as readonly [number, number]]),
      { words: 'x' },
      'nonsense' as unknown as object,
      word([A, B, C, D], { type: 'diagonal' }),
    ]),
  );
  expect(steps.map(({ cursor }) => cursor)).toEqual(
    ['1', '2', '3', '4', '5', '6', '7', '8', '9, label', '9'].map((n) => `0/Canon_046_HR.png#${n}`),
  );
  expect(items).toHaveLength(2);
  expect(skips.map((skip) => /: Polygon \d of Canon_046_HR\.png in real_sr\.json (.*)\.$/.exec(skip)?.[1])).toEqual([
    'has 3 corners, not 4',
    'has 6 corners, not 4',
    'crosses itself',
    'lies outside the photo of 60×40 pixels',
    'has corners that are no numbers',
    'has no list of corners',
    'is no object',
    'has a direction that cannot be understood: "diagonal"; the rest of it was taken',
  ]);
});

describe('resuming', () => {
  const json = [
    { file: 'a.png', polygons: [word([A, B, C, D]), word([A, C, B, D]), word([B, C, D, A])] },
    { file: 'gone.png', polygons: [word([A, B, C, D])] },
    { nothing: 1 },
    { file: 'b.png', polygons: [word([A, B, C, D], { type: 'x' }), word([A, B, C, D])] },
  ];

  test('after any step gives exactly the rest', async () => {
    const { source, steps } = await opened(json, { 'a.png': photoFile, 'b.png': photoFile });
    expect(steps).toHaveLength(8);
    for (const [i, { cursor }] of steps.entries()) expect(await stepsOf(source, cursor)).toEqual(steps.slice(i + 1));
    await expect(stepsOf(source, 'c#1')).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('the fingerprint changes with the file, the photos and the options', async () => {
    const { folder, source } = await opened(json, { 'a.png': photoFile, 'b.png': photoFile });
    const fingerprint = async (options?: PhotoJsonOptions) =>
      (await openPhotoJson(join(folder, 'real_sr.json'), options)).fingerprint;
    expect(await fingerprint()).toBe(source.fingerprint);
    const seen = [source.fingerprint, await fingerprint({ lrName: { replace: 'a', by: 'b' } })];
    await rm(join(folder, 'b.png'));
    seen.push(await fingerprint());
    await writeFile(join(folder, 'real_sr.json'), JSON.stringify(json.slice(0, 1)));
    seen.push(await fingerprint());
    expect(new Set(seen).size).toBe(4);
  });
});

test('many crops of one photo are cut in portions, and all are there', async () => {
  const side = 3000;
  const large = await encodePng({ width: side, height: side, data: new Uint8Array(3 * side * side).fill(200) });
  const whole = [
    [1, 1],
    [2900, 1],
    [2900, 2700],
    [1, 2700],
  ] as const;
  const { items, skips } = await opened(
    [
      {
        file: 'a.png',
        polygons: [
          ...Array.from({ length: 3 }, () => word(whole)),
          word([
            [0, 1],
            [2999, 1],
            [2999, 2999],
            [0, 2999],
          ]),
          word([A, B, C, D]),
        ],
      },
    ],
    { 'a.png': large },
  );
  expect(items.map(({ key }) => key)).toEqual(['0/a.png#1', '0/a.png#2', '0/a.png#3', '0/a.png#5']);
  expect(skips).toEqual([expect.stringMatching(/^0\/a\.png#4: image-too-large/)]);
});

test.each<[string, string, RegExp]>([
  ['no JSON', '{', /is not JSON/],
  ['a label file', '{"a.png": "text"}', /holds no photos with polygons/],
  ['a number', '3', /holds no photos/],
  ['nothing', '', /is not JSON/],
])('%s is refused', async (_, content, message) => {
  const folder = await folderOf({ 'x.json': content });
  await expect(openPhotoJson(join(folder, 'x.json'))).rejects.toThrow(message);
});

test('what is not there is refused', async () => {
  await expect(openPhotoJson(join(await folderOf({}), 'x.json'))).rejects.toMatchObject({ code: 'not-found' });
});
