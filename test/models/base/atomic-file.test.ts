import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { expectProblem } from '../weights/expect-problem.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writing a file atomically', () => {
  it.each(['plain.txt', 'ü “quoted” #1 %20 \u{1f4dc}.bin', '-rf', ' lead and trail ', `${'n'.repeat(250)}.x`])(
    'writes %j',
    async (name) => {
      await writeFileAtomically(join(folder, name), Buffer.of(1, 2, 3));
      expect(await readdir(folder)).toEqual([name]);
      expect([...(await readFile(join(folder, name)))]).toEqual([1, 2, 3]);
    },
  );

  it('replaces what was there, and writes text as UTF-8', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'a much longer old content');
    await writeFileAtomically(path, 'neü');
    expect(await readFile(path, 'utf8')).toBe('neü');
    await writeFileAtomically(path, '');
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('many at once leave one whole content and no temporary file', async () => {
    const path = join(folder, 'a');
    const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
    await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('leaves the target and no temporary file when it fails', async () => {
    const path = join(folder, 'taken');
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'kept');
    await expectProblem('bad-argument', () => writeFileAtomically(path, 'x'));
    expect(await readdir(folder)).toEqual(['taken']);
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('kept');
  });

  it('names the folder that is missing', async () => {
    const problem = await expectProblem('not-found', () => writeFileAtomically(join(folder, 'none', 'a'), 'x'));
    expect(problem.message).toContain(join(folder, 'none'));
  });

  it('says that a folder may not be written', async (ctx) => {
    if (process.getuid?.() === 0 || process.platform === 'win32')
      return ctx.skip('the superuser and Windows ignore folder modes');
    await chmod(folder, 0o500);
    try {
      await expectProblem('not-writable', () => writeFileAtomically(join(folder, 'a'), 'x'));
    } finally {
      await chmod(folder, 0o700);
    }
  });
});
