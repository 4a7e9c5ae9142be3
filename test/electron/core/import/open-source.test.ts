import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSource } from '../../../../electron/core/import/open-source.ts';
import { folderOf, itemsIn, picture, stepsOf } from './support.ts';

test('a folder is a folder, with its options', async () => {
  const folder = await folderOf({ 'small/a.png': 'picture', 'big/a.png': 'picture' });
  const source = await openSource(folder, { sides: { lr: 'small', hr: 'big' } });
  expect(source).toMatchObject({ kind: 'folder', location: folder, count: 1 });
  await source.close();
});

test('a JSON file is photos with polygons, with its options', async () => {
  const photos = await folderOf({ 'p.png': await picture(20, 20) });
  const corners = [
    [2, 2],
    [12, 2],
    [12, 8],
    [2, 8],
  ];
  const json = JSON.stringify([{ file: 'p.png', polygons: [{ points: corners, words: 'x' }] }]);
  const folder = await folderOf({ 'real_sr.json': json });
  const source = await openSource(join(folder, 'real_sr.json'), { photos });
  expect(source.kind).toBe('photo-json');
  expect(itemsIn(await stepsOf(source))).toHaveLength(1);
});

test.each<[string, Record<string, string>, string, RegExp]>([
  ['nothing', {}, 'none', /does not exist/],
  ['a picture', { 'a.png': 'picture' }, 'a.png', /nothing that can be imported by itself/],
  ['a label file', { 'labels.csv': 'a.png,x' }, 'labels.csv', /nothing that can be imported by itself/],
  ['an archive', { 'set.zip': 'PK' }, 'set.zip', /nothing that can be imported by itself/],
  ['another JSON file', { 'labels.json': '{"a.png": "x"}' }, 'labels.json', /holds no photos with polygons/],
  ['an empty folder', {}, '', /holds no PNG/],
])('%s is refused with what is accepted', async (_, files, name, message) => {
  const folder = await folderOf(files);
  const outcome = await openSource(join(folder, name)).catch((error: unknown) => error);
  expect(outcome).toMatchObject({ message: expect.stringMatching(message) as string });
});

test('a folder of several LMDB sets is refused with their names', async () => {
  const folder = await folderOf({});
  for (const name of ['train1', 'train2']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'data.mdb'), '');
  }
  await expect(openSource(folder)).rejects.toThrow(/several LMDB sets.*train1, train2/);
});
