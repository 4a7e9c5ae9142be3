import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPairs } from '../../../../electron/core/evaluation/pair-set.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-pairs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(entries: Record<string, string>) {
  for (const [name, content] of Object.entries(entries)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

describe('findPairs', () => {
  test('finds lr/ and hr/ in subsets, whatever their endings, with labels', async () => {
    await files({
      'easy/lr/a.png': '',
      'easy/hr/a.jpg': '',
      'easy/labels.tsv': 'a\tPier 9',
      'hard/lr/b.png': '',
      'hard/hr/b.png': '',
      'hard/lr/lonely.png': '',
    });
    const { pairs, unpaired } = await findPairs(folder);
    expect(pairs.map(({ subset, name, label }) => ({ subset, name, label }))).toEqual([
      { subset: 'easy', name: 'a', label: 'Pier 9' },
      { subset: 'hard', name: 'b', label: undefined },
    ]);
    expect(unpaired).toEqual([join(folder, 'hard/lr/lonely.png')]);
  });

  test('takes labels from a file above, as exports have it, and a nearer one before it', async () => {
    await files({
      'labels.csv': 'file,transcription,lr_file\neasy/hr/a.png,above,easy/lr/a.png\nhard/hr/a.png,far,hard/lr/a.png\n',
      'easy/lr/a.png': '',
      'easy/hr/a.png': '',
      'easy/labels.tsv': 'a\tnear',
      'hard/lr/a.png': '',
      'hard/hr/a.png': '',
    });
    const { pairs } = await findPairs(folder);
    expect(pairs.map(({ subset, label }) => [subset, label])).toEqual([
      ['easy', 'near'],
      ['hard', 'far'],
    ]);
  });

  test('finds NAME_lr beside NAME_hr', async () => {
    await files({ 'x_lr.png': '', 'x_hr.png': '', 'labels.json': '{"x": "1899"}' });
    const { pairs } = await findPairs(folder);
    expect(pairs).toMatchObject([{ name: 'x', subset: '', label: '1899' }]);
  });

  test('says how pairs must lie where there are none', async () => {
    await files({ 'a.png': '' });
    await expect(findPairs(folder)).rejects.toThrow(/No LR\/HR pairs/);
  });
});
