import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
