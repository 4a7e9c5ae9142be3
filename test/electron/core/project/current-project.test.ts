import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listBackups } from '../../../../electron/core/project/backup-files.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { testStudio } from '../service/test-studio.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-test-')), 'project');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

test('a project is backed up when it is opened, once a day', async () => {
  const { client, close } = testStudio('test');
  await client.project.create({ folder });
  await client.project.open({ folder });
  expect(await close()).toBeUndefined();
  expect(await listBackups(folder)).toHaveLength(1);
});

test('a backup that cannot be made is told, and the project opens all the same', async () => {
  const { client, close } = testStudio('test');
  await client.project.create({ folder });
  await client.project.close();
  const { backups } = layoutOf(folder);
  await rm(backups, { recursive: true, force: true });
  await writeFile(backups, 'in the way');
  const info = await client.project.open({ folder });
  expect(info.readOnly).toBeUndefined();
  await vi.waitFor(async () => {
    expect((await client.project.info()).backupProblem?.sentence).toContain('backup');
  });
  expect((await close())?.sentence).toContain('backup');
  await rm(backups);
  await client.project.open({ folder });
  expect(await close()).toBeUndefined();
});

test('one that stays open is backed up again the next day', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    const { client, close } = testStudio('test');
    await client.project.create({ folder });
    vi.setSystemTime(Date.now() + 25 * 60 * 60 * 1000);
    await vi.waitFor(
      async () => {
        // The first one may still be made.
        vi.advanceTimersByTime(60 * 1000);
        expect(await listBackups(folder)).toHaveLength(2);
      },
      { timeout: 30_000 },
    );
    await close();
  } finally {
    vi.useRealTimers();
  }
});

test('what cannot be opened leaves the former project open', async () => {
  const { client, close } = testStudio('test');
  await client.project.create({ folder });
  await expect(client.project.open({ folder: join(folder, 'backups') })).rejects.toMatchObject({
    data: { code: 'not-a-project' },
  });
  await expect(client.project.create({ folder })).rejects.toThrow();
  expect((await client.project.info()).folder).toBe(folder);
  await client.project.open({ folder });
  expect((await client.project.info()).readOnly).toBeUndefined();
  await close();
});
