import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readImage } from '../../../../electron/compute/host/picture-files.ts';
import { findImages } from '../../../../electron/core/pictures/inputs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest inputs ü 字 '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(...names: string[]) {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), 'x');
  }
}

const names = async (inputs: string[], except?: string) =>
  (await findImages(inputs, except)).images.map(({ relativePath }) => relativePath);

describe('findImages', () => {
  test('searches folders all the way down, by ending, in name order', async () => {
    await files('b.JPG', 'a.png', 'sub/deep/c.tiff', 'notes.txt', '.hidden/d.png');
    const found = await findImages([folder]);
    expect(found.images.map(({ relativePath }) => relativePath)).toEqual(['a.png', 'b.JPG', join('sub/deep/c.tiff')]);
    expect(found.passedOver).toBe(1);
  });

  test('takes a file named outright whatever its ending, and each file once', async () => {
    await files('scan.dat', 'a.png');
    const scan = join(folder, 'scan.dat');
    expect(await names([scan, scan, folder])).toEqual(['scan.dat', 'a.png']);
  });

  test('expands patterns', async () => {
    await files('a1.png', 'a2.png', 'b.png');
    const pattern = `${folder.replaceAll('\\', '/')}/a*.png`;
    expect(await names([pattern])).toEqual(['a1.png', 'a2.png']);
  });

  test('a file whose name looks like a pattern is taken literally', async () => {
    await files('plate [12]*.png', 'plate 1.png');
    expect(await names([join(folder, 'plate [12]*.png')])).toEqual(['plate [12]*.png']);
  });

  test('follows a linked file and leaves the output folder out', async () => {
    await files('a.png', 'out/a.png');
    await symlink(join(folder, 'a.png'), join(folder, 'link.png'));
    expect(await names([folder], join(folder, 'out'))).toEqual(['a.png', 'link.png']);
  });

  test('says what does not exist and what holds no images', async () => {
    await expect(findImages([join(folder, 'nowhere')])).rejects.toMatchObject({ code: 'not-found' });
    await expect(findImages([folder])).rejects.toMatchObject({ code: 'bad-argument' });
  });
});

describe('files that hold more than one picture', () => {
  const fixture = (name: string) => readFile(new URL(`../../../fixtures/pictures/${name}`, import.meta.url));

  test('every page of a TIFF is an image of its own', async () => {
    await writeFile(join(folder, 'scan.tif'), await fixture('multipage.tif'));
    const { images, problems } = await findImages([folder]);
    expect(images).toEqual([
      { path: join(folder, 'scan.tif'), relativePath: 'scan.tif' },
      ...[2, 3, 4].map((page) => ({
        path: `${join(folder, 'scan.tif')}#page=${page}`,
        relativePath: `scan-page-${page}.tif`,
      })),
    ]);
    expect(problems).toEqual([]);
    const pages = await Promise.all(images.map(({ path }) => readImage(path)));
    expect(pages.map(({ facts }) => facts.page)).toEqual([1, 2, 3, 4].map((number) => ({ number, of: 4 })));
    expect(pages[0]?.raster.data[0]).toBe(118);
    expect(pages[1]?.raster.data[0]).toBe(64);
  });

  test.each([
    ['anim.webp', /anim\.webp is an animation of 2 frames, of which only the first is read/],
    ['anim.png', /anim\.png is an animation of 3 frames/],
    ['anim.gif', /anim\.gif is an animation of 3 frames/],
    ['views.jpg', /views\.jpg holds 2 pictures, of which only the first is read/],
  ])('%s is read, and what is not read of it is said', async (name, sentence) => {
    await writeFile(join(folder, name), await fixture(name));
    const { images, problems } = await findImages([folder]);
    expect(images.map(({ relativePath }) => relativePath)).toEqual([name]);
    expect(problems.map((problem) => problem.sentence)).toEqual([expect.stringMatching(sentence)]);
    await readImage(join(folder, name));
  });

  test('a map of light beside a photo of a phone is no picture that is missed, and its facts tell of it', async () => {
    await writeFile(join(folder, 'phone.jpg'), await fixture('light-map.jpg'));
    expect((await findImages([folder])).problems).toEqual([]);
    expect((await readImage(join(folder, 'phone.jpg'))).facts.page).toEqual({ number: 1, of: 2 });
  });
});
