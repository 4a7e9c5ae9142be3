import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openFolder, type FolderOptions } from '../../../../electron/core/import/folder.ts';
import { emptyFolder, folderOf, itemsIn, picture, skipsIn, stepsOf } from './support.ts';

async function opened(files: Readonly<Record<string, string | Uint8Array>>, options?: FolderOptions) {
  const folder = await folderOf(files);
  const source = await openFolder(folder, options);
  const steps = await stepsOf(source);
  expect(steps).toHaveLength(source.count as number);
  return { folder, source, steps, items: itemsIn(steps), skips: skipsIn(steps) };
}

const sideKeys = (items: readonly { key: string; lr?: Uint8Array; hr?: Uint8Array }[]) =>
  items.map(({ key, lr, hr }) => `${key} ${lr ? 'lr' : ''}${hr ? 'hr' : ''}`);

describe('pairs', () => {
  test('lr/ and hr/ at any depth, whatever case and ending, in natural order with their subset', async () => {
    const { items, skips } = await opened({
      'easy/lr/10.png': 'picture',
      'easy/hr/10.png': 'picture',
      'easy/lr/9.png': 'picture',
      'easy/hr/9.bmp': await readFile(new URL('../../../fixtures/images/rgb.bmp', import.meta.url)),
      'hard/HR/deep/a.png': 'picture',
      'hard/LR/deep/a.png': 'picture',
    });
    expect(items.map(({ key, name, subset, photo }) => ({ key, name, subset, photo }))).toEqual([
      { key: 'easy/hr/9.bmp', name: '9', subset: 'easy', photo: 'easy/hr/9.bmp' },
      { key: 'easy/hr/10.png', name: '10', subset: 'easy', photo: 'easy/hr/10.png' },
      { key: 'hard/HR/deep/a.png', name: 'a', subset: 'hard/deep', photo: 'hard/HR/deep/a.png' },
    ]);
    expect(items.every(({ lr, hr }) => lr && hr)).toBe(true);
    expect(skips).toEqual([]);
  });

  test('NAME_lr beside NAME_hr, with the bytes of the files', async () => {
    const lr = await picture();
    const hr = await picture(16, 8);
    const { items } = await opened({
      'x_lr.png': lr,
      'x_hr.png': hr,
      'sub/y-LR.png': 'picture',
      'sub/y-HR.png': 'picture',
    });
    expect(items.map(({ name, subset }) => [name, subset])).toEqual([
      ['y', 'sub'],
      ['x', ''],
    ]);
    expect(Buffer.compare(items[1]?.lr as Uint8Array, lr)).toBe(0);
    expect(Buffer.compare(items[1]?.hr as Uint8Array, hr)).toBe(0);
  });

  test('two folders that are named, one of which may hold the other', async () => {
    const files = {
      'train_LR/a.png': 'picture',
      'train_HR/a.png': 'picture',
      'train_LR/sub/b.png': 'picture',
      'train_HR/sub/b.png': 'picture',
      'other/c.png': 'picture',
    };
    const named = await opened(files, { sides: { lr: 'train_LR', hr: 'train_HR' } });
    expect(sideKeys(named.items)).toEqual(['train_HR/a.png lrhr', 'train_HR/sub/b.png lrhr']);
    const nested = await opened({ 'a.png': 'picture', 'small/a.png': 'picture' }, { sides: { lr: 'small', hr: '.' } });
    expect(sideKeys(nested.items)).toEqual(['a.png lrhr']);
  });

  test('equal endings go together where a name stands twice', async () => {
    const { items, skips } = await opened({
      'lr/a.png': 'picture',
      'lr/a.webp': await readFile(new URL('../../../fixtures/images/lossless.webp', import.meta.url)),
      'hr/a.png': 'picture',
    });
    expect(sideKeys(items)).toEqual(['hr/a.png lrhr']);
    expect(skips).toEqual([expect.stringMatching(/^lr\/a\.webp: bad-argument: .* without an HR partner/)]);
  });

  test('names that differ in case or blanks alone go together, where it is clear which', async () => {
    const clear = await opened({
      'lr/Sign.PNG': 'picture',
      'hr/sign.png': 'picture',
      'lr/b .png': 'picture',
      'hr/b.png': 'picture',
    });
    expect(sideKeys(clear.items)).toEqual(['hr/b.png lrhr', 'hr/sign.png lrhr']);
    expect(clear.skips).toEqual([]);
    const unclear = await opened({ 'lr/Sign.png': 'picture', 'lr/SIGN.png': 'picture', 'hr/sign.png': 'picture' });
    expect(sideKeys(unclear.items)).toEqual(['hr/sign.png hr']);
    expect(unclear.skips).toHaveLength(2);
  });

  test('names in different Unicode forms are the same name', async () => {
    const { items } = await opened({
      'lr/cafe\u0301.png': 'picture',
      'hr/caf\u00e9.png': 'picture',
      'labels.tsv': 'cafe\u0301\tCafe\u0301',
    });
    expect(items).toMatchObject([{ name: 'caf\u00e9', label: { transcription: 'Caf\u00e9' } }]);
    expect(items[0]?.lr).toBeDefined();
  });

  test('names with a line break', async () => {
    const { items, skips } = await opened({ 'a\nb_lr.png': 'picture', 'a\nb_hr.png': 'picture' });
    expect(sideKeys(items)).toEqual(['a\nb_hr.png lrhr']);
    expect(skips).toEqual([]);
  });

  test('names with spaces, percent signs, quotes and emoji', async () => {
    const odd = `50% "of" ☕️ #1, it's\\so`;
    const { items, skips } = await opened({ [`lr/${odd}.png`]: 'picture', [`hr/${odd}.png`]: 'picture' });
    expect(items).toMatchObject([{ key: `hr/${odd}.png`, name: odd }]);
    expect(skips).toEqual([]);
  });
});

describe('without a partner', () => {
  test('HR is taken alone, LR is reported, a stray among pairs too', async () => {
    const { items, skips } = await opened({
      'a_lr.png': 'picture',
      'a_hr.png': 'picture',
      'b_lr.png': 'picture',
      'c_hr.png': 'picture',
      'sheet.png': 'picture',
    });
    expect(sideKeys(items)).toEqual(['a_hr.png lrhr', 'c_hr.png hr']);
    expect(skips).toEqual([
      expect.stringMatching(/^b_lr\.png: bad-argument: .*b_lr\.png is an LR picture without an HR partner\.$/),
      expect.stringMatching(/^sheet\.png: bad-argument: .*belongs to none\.$/),
    ]);
  });

  test('a stray that a label file names is taken', async () => {
    const { items } = await opened({
      'a_lr.png': 'picture',
      'a_hr.png': 'picture',
      'sheet.png': 'picture',
      'labels.csv': 'sheet.png,Sheet\n',
    });
    expect(sideKeys(items)).toEqual(['a_hr.png lrhr', 'sheet.png hr']);
  });

  test('single pictures are HR alone', async () => {
    const { items } = await opened({ 'b2.png': 'picture', 'b10.png': 'picture', 'sub/a.png': 'picture' });
    expect(sideKeys(items)).toEqual(['b2.png hr', 'b10.png hr', 'sub/a.png hr']);
  });
});

describe('pictures that cannot be taken', () => {
  test('are reported one by one, and the rest goes on', async () => {
    const { skips, items } = await opened({
      'empty.png': '',
      'good.png': 'picture',
      'html.png': '<!doctype html><html></html>',
      'short.png': (await picture()).subarray(0, 40),
    });
    expect(items.map(({ key }) => key)).toEqual(['good.png']);
    expect(skips).toEqual([
      expect.stringMatching(/^empty\.png: empty-file: .*empty\.png is empty/),
      expect.stringMatching(/^html\.png: not-an-image: .*a web page/),
      expect.stringMatching(/^short\.png: image-damaged: /),
    ]);
  });

  test('one bad side costs its pair and is named', async () => {
    const { skips } = await opened({ 'lr/a.png': 'not a picture', 'hr/a.png': 'picture' });
    expect(skips).toEqual([expect.stringMatching(/^hr\/a\.png: not-an-image: .*lr.a\.png is a text file/)]);
  });

  test('links: to a file followed, broken or to a folder reported', async () => {
    const folder = await folderOf({ 'real/a.png': 'picture' });
    await symlink(join(folder, 'real/a.png'), join(folder, 'linked.png'));
    await symlink(join(folder, 'nowhere.png'), join(folder, 'broken.png'));
    await symlink(folder, join(folder, 'round'));
    const steps = await stepsOf(await openFolder(folder));
    expect(itemsIn(steps).map(({ key }) => key)).toEqual(['linked.png', 'real/a.png']);
    expect(skipsIn(steps)).toEqual([
      expect.stringMatching(/^broken\.png: not-found: /),
      expect.stringMatching(/^round: bad-argument: .*link to a folder/),
    ]);
  });

  test('hidden files are passed over', async () => {
    const { items } = await opened({ '.git/a.png': 'picture', '._b.png': 'x', 'b.png': 'picture' });
    expect(items.map(({ key }) => key)).toEqual(['b.png']);
  });

  test('a picture that goes away after opening is reported', async () => {
    const folder = await folderOf({ 'a.png': 'picture' });
    const source = await openFolder(folder);
    await writeFile(join(folder, 'a.png'), '');
    expect(skipsIn(await stepsOf(source))).toEqual([expect.stringMatching(/^a\.png: empty-file/)]);
  });
});

describe('names of generated words', () => {
  test('are transcriptions where the whole folder follows the pattern', async () => {
    const { items } = await opened({ '1/1_READING_62745.png': 'picture', '1/2_1984_7.png': 'picture' });
    expect(items.map(({ label }) => label.transcription)).toEqual(['READING', '1984']);
  });

  test.each<[string, Record<string, string>]>([
    ['one picture does not', { '1_READING_62745.png': 'picture', 'cover.png': 'picture' }],
    ['they are dates', { '2026_11_23.png': 'picture', '2026_11_24.png': 'picture' }],
  ])('but not where %s', async (_, files) => {
    const { items } = await opened(files);
    expect(items.every(({ label }) => label.transcription === undefined)).toBe(true);
  });

  test('but not where a label file speaks', async () => {
    const { items } = await opened({
      '1_READING_62745.png': 'picture',
      '2_Novel_52433.png': 'picture',
      'labels.csv': '1_READING_62745.png,reading\n',
    });
    expect(items.map(({ label }) => label.transcription)).toEqual(['reading', undefined]);
  });
});

describe('resuming', () => {
  const files = {
    'lr/1.png': 'picture',
    'hr/1.png': 'picture',
    'hr/2.png': '',
    'lr/3.png': 'picture',
    'hr/10.png': 'picture',
    'labels.csv': 'file,text\n1.png,one\nnowhere.png,x\n10.png,ten\n',
  };

  test('after any step gives exactly the rest', async () => {
    const { source, steps } = await opened(files);
    expect(steps).toHaveLength(5);
    for (const [i, { cursor }] of steps.entries()) {
      expect(await stepsOf(source, cursor)).toEqual(steps.slice(i + 1));
    }
  });

  test('after what is not there is refused', async () => {
    const { source } = await opened(files);
    await expect(stepsOf(source, 'hr/99.png')).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('the fingerprint changes with names, contents, times and options, and only then', async () => {
    const folder = await folderOf(files);
    const fingerprint = async (options?: FolderOptions) => (await openFolder(folder, options)).fingerprint;
    const seen = [await fingerprint()];
    expect(await fingerprint()).toBe(seen[0]);
    seen.push(await fingerprint({ sides: { lr: 'lr', hr: 'hr' } }));
    await writeFile(join(folder, 'labels.csv'), 'file,text\n1.png,other\n');
    seen.push(await fingerprint());
    await utimes(join(folder, 'hr/1.png'), 1, 1);
    seen.push(await fingerprint());
    await writeFile(join(folder, 'hr/11.png'), 'x');
    seen.push(await fingerprint());
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('refused at once', () => {
  test('what is not there, a file, an empty folder', async () => {
    const folder = await folderOf({ 'note.md': 'x' });
    await expect(openFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(openFolder(join(folder, 'note.md'))).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(openFolder(folder)).rejects.toThrow(/holds no PNG/);
  });

  test('sides outside the folder, or one and the same', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'lr'));
    await expect(openFolder(folder, { sides: { lr: 'lr', hr: '..' } })).rejects.toThrow(/does not lie in/);
    await expect(openFolder(folder, { sides: { lr: 'lr', hr: './lr' } })).rejects.toThrow(/same folder/);
    await expect(openFolder(folder, { sides: { lr: 'lr', hr: 'hr' } })).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('the sample set imports with its labels', async () => {
  const source = await openFolder(fileURLToPath(new URL('../../../../resources/demo', import.meta.url)));
  const steps = await stepsOf(source);
  expect(skipsIn(steps)).toEqual([]);
  const items = itemsIn(steps);
  expect(new Set(items.map(({ subset }) => subset))).toEqual(new Set(['easy', 'medium', 'hard']));
  expect(items.every(({ lr, hr, label }) => lr && hr && label.transcription)).toBe(true);
});
