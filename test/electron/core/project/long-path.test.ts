import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupIfDue } from '../../../../electron/core/project/backups.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { openProject } from '../../../../electron/core/project/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A path of so many bytes below the folder, whose parent is there. */
async function pathOf(bytes: number): Promise<string> {
  let parent = folder;
  while (bytes - Buffer.byteLength(parent) > 200) parent = join(parent, 'é'.repeat(60));
  await mkdir(parent, { recursive: true });
  return join(parent, 'x'.repeat(bytes - Buffer.byteLength(parent) - 1));
}

test('a project is made where it can also be backed up, and is refused in a longer path', async () => {
  const longest = await pathOf(463);
  const project = await createProject(longest, { program: 'test' });
  expect(await backupIfDue(project)).toContain('-scheduled.sqlite');
  await project.close();
  const longer = await pathOf(464);
  await expect(createProject(longer, { program: 'test' })).rejects.toMatchObject({
    code: 'bad-argument',
    message: expect.stringMatching(/too long for a database: 472 bytes, and 471 are possible/) as string,
    reason: 'path-too-long-for-database',
  });
  expect(await readdir(join(longer, '..'))).toEqual(['x'.repeat(longest.length - longest.lastIndexOf('/') - 1)]);
});

test.each([477, 488])('a project that was moved to a path of %i bytes says why it is not backed up', async (bytes) => {
  await (await createProject(join(folder, 'short'), { program: 'test' })).close();
  const place = await pathOf(bytes);
  await rename(join(folder, 'short'), place);
  const project = await openProject(place, { program: 'test' });
  await expect(backupIfDue(project)).rejects.toMatchObject({
    code: 'bad-argument',
    reason: 'path-too-long-for-database',
  });
  await project.close();
});
