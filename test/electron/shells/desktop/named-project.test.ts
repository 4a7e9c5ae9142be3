import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namedProject } from '../../../../electron/shells/desktop/named-project.ts';

describe('namedProject', () => {
  let top: string;

  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), 'palimpsest-named-'));
    await mkdir(join(top, 'signs'));
    for (const name of ['project.sqlite', 'signs.palimpsest', 'notes.txt'])
      await writeFile(join(top, 'signs', name), '');
  });
  afterAll(() => rm(top, { recursive: true, force: true }));

  test('a folder is meant itself, also from another working folder', async () => {
    await expect(namedProject(['signs'], top)).resolves.toBe(join(top, 'signs'));
    await expect(namedProject([join(top, 'signs')], '/')).resolves.toBe(join(top, 'signs'));
  });

  test.each(['project.sqlite', 'signs.palimpsest'])('%s stands for its folder', async (name) => {
    await expect(namedProject([join('signs', name)], top)).resolves.toBe(join(top, 'signs'));
  });

  test('switches, other files and what is not there name nothing', async () => {
    await expect(namedProject(['--no-sandbox', 'signs/notes.txt', 'missing'], top)).resolves.toBeUndefined();
    await expect(namedProject([], top)).resolves.toBeUndefined();
  });
});
