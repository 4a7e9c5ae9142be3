import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodeImage } from '../../../../models/image/decode.ts';
import { openFolder } from '../../../../electron/core/import/folder.ts';
import { folderOf, itemsIn, picture, skipsIn, stepsOf } from './support.ts';

const fixture = (name: string) => readFile(new URL(`../../../fixtures/pictures/${name}`, import.meta.url));

async function imported(files: Record<string, string | Uint8Array>) {
  const steps = await stepsOf(await openFolder(await folderOf(files)));
  return { items: itemsIn(steps), skips: skipsIn(steps), steps };
}

test('every page of a TIFF is an item with its number in the name, and its own pixels', async () => {
  const scan = await fixture('multipage.tif');
  const { items, skips } = await imported({
    'scan.tif': scan,
    'labels.csv': 'file,text\nscan.tif,first\nscan-page-3.tif,third\n',
  });
  expect(items.map(({ key, name, label }) => [key, name, label.transcription])).toEqual([
    ['scan-page-2.tif', 'scan-page-2', undefined],
    ['scan-page-3.tif', 'scan-page-3', 'third'],
    ['scan-page-4.tif', 'scan-page-4', undefined],
    ['scan.tif', 'scan', 'first'],
  ]);
  expect(skips).toEqual([]);
  const [second] = items;
  const page = await decodeImage(scan, 'scan.tif', 2);
  const kept = await decodeImage(second?.hr as Uint8Array, 'kept');
  expect(Buffer.compare(kept.data, page.data)).toBe(0);
  expect(Buffer.compare(items[3]?.hr as Uint8Array, scan)).toBe(0);
});

test('pages of LR and of HR go together', async () => {
  const scan = await fixture('multipage.tif');
  const { items } = await imported({ 'a_lr.tif': scan, 'a_hr.tif': scan });
  expect(items.map(({ name, lr, hr }) => [name, !!lr, !!hr])).toEqual([
    ['a-page-2', true, true],
    ['a-page-3', true, true],
    ['a-page-4', true, true],
    ['a', true, true],
  ]);
});

test('a page gives way to a file of its name', async () => {
  const { items } = await imported({
    'scan.tif': await fixture('multipage.tif'),
    'scan-page-2.tif': await fixture('bigtiff.tif'),
  });
  expect(items.map(({ key }) => key)).toEqual([
    'scan-page-2.tif',
    'scan-page-2_.tif',
    'scan-page-3.tif',
    'scan-page-4.tif',
    'scan.tif',
  ]);
});

test('of an animation the first frame is taken, and that is said, which costs no item', async () => {
  const { items, steps } = await imported({ 'clip.webp': await fixture('anim.webp') });
  expect(items.map(({ key }) => key)).toEqual(['clip.webp']);
  expect(steps.flatMap(({ skipped }) => skipped ?? [])).toMatchObject([
    {
      key: 'clip.webp',
      remark: true,
      problem: { sentence: expect.stringMatching(/an animation of 2 frames/) as string },
    },
  ]);
});

test('GIF, AVIF, JPEG 2000 and BigTIFF are read; HEIC and camera raw are named one by one', async () => {
  const { items, skips } = await imported({
    'a.gif': await fixture('still.gif'),
    'b.avif': await fixture('x.avif'),
    'c.jp2': await fixture('j2k.jp2'),
    'd.tif': await fixture('bigtiff.tif'),
    'e.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'),
    'f.dng': Buffer.from('raw'),
    'g.png': await picture(),
  });
  expect(items.map(({ key }) => key)).toEqual(['a.gif', 'b.avif', 'c.jp2', 'd.tif', 'g.png']);
  expect(skips).toEqual([expect.stringMatching(/^e\.heic: .*a HEIC photo/), expect.stringMatching(/^f\.dng: /)]);
});
