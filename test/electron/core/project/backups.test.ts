import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../electron/core/db/connection.ts';
import { MIGRATIONS } from '../../../../electron/core/db/migrations/migrations.ts';
import { annotatorIdOf } from '../../../../electron/core/db/queries/imported-labels.ts';
import { listBackups } from '../../../../electron/core/project/backup-files.ts';
import { backupBeforeMigration, backupIfDue } from '../../../../electron/core/project/backups.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { openProject, type Project } from '../../../../electron/core/project/project.ts';
import { startChild } from './child.ts';
import { mountSmallDisk } from './small-disk.ts';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  project = await createProject(join(folder, 'project'), { program: 'test' });
});
afterEach(async () => {
  await project.close();
  await rm(folder, { recursive: true });
});

/** Of projects as they are made now. */
const VERSION = MIGRATIONS.at(-1)?.version ?? 0;
const DAY = 24 * 60 * 60 * 1000;
const start = Date.parse('2026-03-01T08:00:00Z');
const day = (n: number) => new Date(start + n * DAY);
const backups = () => join(project.folder, 'backups');

describe('backupIfDue', () => {
  test('makes at most one a day', async () => {
    expect(await backupIfDue(project, day(0))).toBe(
      join(backups(), `2026-03-01T08-00-00Z-v${VERSION}-scheduled.sqlite`),
    );
    expect(await backupIfDue(project, day(0.99))).toBeUndefined();
    expect(await backupIfDue(project, day(1))).toMatch(/2026-03-02T/);
    expect(await backupIfDue(project, day(1.1), { interval: DAY / 24, keep: 10, edits: 1000 })).toMatch(
      /2026-03-02T10/,
    );
  });

  test('keeps the newest, and never deletes what it did not schedule', async () => {
    await backupBeforeMigration(project.folder, 1, 2, day(-100));
    await writeFile(join(backups(), 'my own.sqlite'), 'x');
    for (let n = 0; n < 6; n++) await backupIfDue(project, day(n), { interval: DAY, keep: 3, edits: 1000 });
    expect((await readdir(backups())).sort()).toEqual([
      '2025-11-21T08-00-00Z-v1-before-v2.sqlite',
      `2026-03-04T08-00-00Z-v${VERSION}-scheduled.sqlite`,
      `2026-03-05T08-00-00Z-v${VERSION}-scheduled.sqlite`,
      `2026-03-06T08-00-00Z-v${VERSION}-scheduled.sqlite`,
      'my own.sqlite',
    ]);
  });

  test('removes what a killed backup left long ago, not what one may be writing', async () => {
    await writeFile(join(backups(), '.palimpsest-00.tmp'), 'x');
    await writeFile(join(backups(), '.palimpsest-01.tmp'), 'x');
    await utimes(join(backups(), '.palimpsest-00.tmp'), 1, 1);
    await backupIfDue(project, day(0));
    expect((await readdir(backups())).sort()).toEqual([
      '.palimpsest-01.tmp',
      `2026-03-01T08-00-00Z-v${VERSION}-scheduled.sqlite`,
    ]);
  });

  test('is not misled by one made while the clock was wrong', async () => {
    await backupIfDue(project, day(4000));
    expect(await backupIfDue(project, day(0))).toBeDefined();
    expect(await backupIfDue(project, day(0.5))).toBeUndefined();
    expect((await listBackups(project.folder)).length).toBe(2);
  });

  test('does nothing for a project that is open for reading', async () => {
    const reader = await openProject(project.folder, { program: 'test', readOnly: true });
    expect(await backupIfDue(reader, day(0))).toBeUndefined();
    await reader.close();
    expect(await readdir(backups())).toEqual([]);
  });

  test('on a full disk deletes no older one and leaves nothing behind', async (context) => {
    const disk = await mountSmallDisk(context, 8);
    try {
      const small = await createProject(join(disk.folder, 'project'), { program: 'test' });
      await backupIfDue(small, day(0), { interval: DAY, keep: 1, edits: 1000 });
      const before = await readdir(join(small.folder, 'backups'));
      await disk.fill();
      await expect(backupIfDue(small, day(2), { interval: DAY, keep: 1, edits: 1000 })).rejects.toMatchObject({
        code: 'disk-full',
      });
      expect(await readdir(join(small.folder, 'backups'))).toEqual(before);
      await disk.makeRoom();
      await small.close();
    } finally {
      await disk.unmount();
    }
  });
});

describe('Project.backup', () => {
  test('is one moment of the project while another process writes', async () => {
    await project.close();
    const writer = startChild('write-child.ts', project.folder);
    await writer.line();
    const reader = await openProject(project.folder, { program: 'test' });
    expect(reader.readOnly?.reason.code).toBe('in-use');
    for (let n = 0; n < 5; n++) {
      const path = join(folder, `copy ${n}.sqlite`);
      await reader.backup(path);
      const copy = openDatabase(path, { readOnly: true });
      const [written, last] = copy.prepare('SELECT count(*), max(id) FROM annotator').raw().get() as number[];
      expect(written).toBeGreaterThan(0);
      expect((written as number) % 50).toBe(0); // whole transactions only
      expect(last).toBe(written);
      copy.close();
    }
    await reader.close();
    await writer.kill();
  });

  test('takes in what this very connection writes meanwhile or leaves it out, whole', async () => {
    project.write((db) => {
      for (let i = 0; i < 5000; i++) annotatorIdOf(db, `${i} ${'x'.repeat(500)}`);
    });
    let wrote = 0;
    const path = join(folder, 'copy.sqlite');
    await project.backup(path, () => void project.write((db) => annotatorIdOf(db, `meanwhile ${wrote++}`)));
    expect(wrote).toBeGreaterThan(1);
    const copy = openDatabase(path, { readOnly: true });
    expect(copy.prepare('SELECT count(*) FROM annotator').pluck().get()).toBe(5000);
    copy.close();
  });

  test('refuses to replace a file', async () => {
    const path = join(folder, 'precious');
    await writeFile(path, 'x');
    await expect(project.backup(path)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(project.backup(join(folder, 'no/such/folder/x'))).rejects.toMatchObject({ code: 'not-found' });
    expect((await readdir(folder)).sort()).toEqual(['precious', 'project']);
  });
});
