import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProject } from '../../../../electron/core/project/create.ts';
import { openProject, type Project } from '../../../../electron/core/project/project.ts';
import { annotatorIdOf } from '../../../../electron/core/db/queries/imported-labels.ts';
import { startChild } from './child.ts';
import { mountSmallDisk } from './small-disk.ts';

let folder: string;
let place: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  place = join(folder, 'my crops #1?');
});
afterEach(() => rm(folder, { recursive: true }));

const options = { program: 'test' };
const addName = (project: Project, name: string) => project.write((db) => annotatorIdOf(db, name));
const names = (project: Project) => project.db.prepare('SELECT name FROM annotator ORDER BY id').pluck().all();

async function filledProject(at = place): Promise<void> {
  const project = await createProject(at, options);
  addName(project, 'Ada');
  await project.close();
}

describe('createProject', () => {
  test('makes a project that says what it is', async () => {
    const project = await createProject(place, { ...options, name: 'Harbour signs' });
    expect(await project.info()).toMatchObject({
      folder: place,
      name: 'Harbour signs',
      formatVersion: 6,
      counts: { pairs: 0, images: 0, photos: 0, byStatus: {} },
      openIn: { host: hostname(), pid: process.pid, program: 'test' },
    });
    await project.close();
    expect((await readdir(folder)).length).toBe(1);
    expect((await readdir(place)).sort()).toEqual(['backups', 'models', 'project.sqlite', 'restored']);
  });

  test('takes an empty folder, the folder’s name, and makes parents', async () => {
    await mkdir(place);
    const here = await createProject(place, options);
    expect((await here.info()).name).toBe('my crops #1?');
    await here.close();
    await (await createProject(join(folder, 'a/b/c'), options)).close();
  });

  test.each(['a folder with a file', 'a file', 'a project'])('refuses %s and leaves it alone', async (what) => {
    if (what === 'a project') await filledProject();
    else if (what === 'a file') await writeFile(place, 'x');
    else {
      await mkdir(place);
      await writeFile(join(place, 'photo.txt'), 'x');
    }
    const before = await readdir(folder, { recursive: true });
    await expect(createProject(place, options)).rejects.toMatchObject({ code: 'bad-argument' });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  test('of two that make the same project at once, one does', async () => {
    const made = await Promise.allSettled([createProject(place, options), createProject(place, options)]);
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const one of made) if (one.status === 'fulfilled') await one.value.close();
  });
});

describe('openProject', () => {
  test('keeps what was written, durably at every commit', async () => {
    const project = await createProject(place, options);
    expect(project.db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(project.db.pragma('synchronous', { simple: true })).toBe(2);
    expect(project.db.pragma('foreign_keys', { simple: true })).toBe(1);
    addName(project, 'Ada');
    await project.close();
    const again = await openProject(place, options);
    expect(names(again)).toEqual(['Ada']);
    expect([again.readOnly, again.uncleanExit]).toEqual([undefined, false]);
    await again.close();
  });

  test('undoes all of a write that fails', async () => {
    const project = await createProject(place, options);
    expect(() =>
      project.write((db) => {
        annotatorIdOf(db, 'Ada');
        throw new RangeError('no');
      }),
    ).toThrow(/no/);
    expect(names(project)).toEqual([]);
    await project.close();
  });

  test.each([
    ['nothing there', () => Promise.resolve(), 'not-found'],
    ['a file', () => writeFile(place, 'x'), 'not-a-project'],
    ['a folder without a project', () => mkdir(place), 'not-a-project'],
    [
      'something else under the name',
      () => database('not a database, but long enough to be taken for one'),
      'not-a-project',
    ],
    ['an empty file under the name', () => database(''), 'not-a-project'],
  ] as const)('refuses %s', async (_, prepare, code) => {
    await prepare();
    await expect(openProject(place, options)).rejects.toMatchObject({ code });
    await expect(openProject(place, { ...options, readOnly: true })).rejects.toMatchObject({ code });
  });

  test('refuses another program’s database and a newer project, unchanged, and names both versions', async () => {
    await mkdir(place);
    const other = new BetterSqlite3(join(place, 'project.sqlite'));
    other.exec('CREATE TABLE song (title TEXT)');
    other.close();
    await expect(openProject(place, options)).rejects.toMatchObject({ code: 'not-a-project' });

    const newer = join(folder, 'newer');
    await filledProject(newer);
    const db = new BetterSqlite3(join(newer, 'project.sqlite'));
    db.pragma('user_version = 999');
    db.close();
    const bytes = await readFile(join(newer, 'project.sqlite'));
    await expect(openProject(newer, options)).rejects.toMatchObject({
      code: 'newer-version',
      message: expect.stringMatching(/version 999.*up to 6\b/) as string,
    });
    expect((await readFile(join(newer, 'project.sqlite'))).equals(bytes)).toBe(true);
    expect(await readdir(newer)).not.toContain('project.lock');
  });

  test('for reading only asks for no lock and changes nothing', async () => {
    await filledProject();
    const before = await readFile(join(place, 'project.sqlite'));
    const project = await openProject(place, { ...options, readOnly: true });
    expect(names(project)).toEqual(['Ada']);
    expect(() => addName(project, 'Bob')).toThrow(/opened for reading only/);
    expect(() => project.db.prepare("INSERT INTO annotator (name) VALUES ('Bob')").run()).toThrow(/readonly/);
    expect(await readdir(place)).not.toContain('project.lock');
    await project.close();
    expect((await readFile(join(place, 'project.sqlite'))).equals(before)).toBe(true);
  });
});

describe('two processes', () => {
  test('the second is told who has it, reads, and cannot write', async () => {
    await filledProject();
    const child = startChild('hold-child.ts', place);
    expect(await child.line()).toMatchObject({ uncleanExit: false });
    const project = await openProject(place, options);
    expect(project.readOnly?.reason.code).toBe('in-use');
    expect(project.readOnly?.reason.sentence).toMatch(
      new RegExp(`hold-child \\(process ${child.process.pid} on ${hostname()}, since 20`),
    );
    expect(names(project)).toEqual(['Ada']);
    expect(() => addName(project, 'Bob')).toThrow(/hold-child/);
    expect((await project.info()).openIn).toMatchObject({ pid: child.process.pid, program: 'hold-child' });
    await project.close();
    child.process.stdin.end();
    await new Promise((resolve) => child.process.once('exit', resolve));
    const mine = await openProject(place, options);
    expect([mine.readOnly, mine.uncleanExit]).toEqual([undefined, false]);
    await mine.close();
  });

  test('a killed one leaves its work, and the next one is told and checks the file', async () => {
    await filledProject();
    const child = startChild('hold-child.ts', place);
    await child.line();
    await child.kill();
    const project = await openProject(place, options);
    expect([project.readOnly, project.uncleanExit]).toEqual([undefined, true]);
    addName(project, 'Bob');
    await project.close();
    expect((await openProject(place, { ...options, readOnly: true })).uncleanExit).toBe(false);
  });

  test('the second sees what the first writes', async () => {
    await filledProject();
    const writer = await openProject(place, options);
    const reader = await openProject(place, options);
    addName(writer, 'Bob');
    expect(names(reader)).toEqual(['Ada', 'Bob']);
    await writer.close();
    expect(names(reader)).toEqual(['Ada', 'Bob']);
    await reader.close();
  });
});

describe('damage', () => {
  /** Overwrites the middle of the file, but for its first pages, after an unclean exit. */
  async function damage(): Promise<void> {
    const project = await createProject(place, options);
    project.write((db) => {
      for (let i = 0; i < 2000; i++) annotatorIdOf(db, `annotator ${i} ${'x'.repeat(80)}`);
    });
    await project.close();
    const path = join(place, 'project.sqlite');
    const bytes = await readFile(path);
    bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 20_000);
    await writeFile(path, bytes);
  }

  test('is found by the check', async () => {
    await damage();
    const project = await openProject(place, options);
    const report = await project.check();
    expect(report.ok).toBe(false);
    expect(report.faults.map(({ check }) => check)).toContain('file');
    await project.close();
  });

  test('is found on opening after an unclean exit; nothing is written from then on, and it is said again next time', async () => {
    await damage();
    const child = startChild('hold-child.ts', place);
    await child.line();
    await child.kill();
    for (let time = 0; time < 2; time++) {
      const project = await openProject(place, options);
      expect(project.uncleanExit).toBe(true);
      expect(project.readOnly?.reason).toMatchObject({ code: 'file-damaged' });
      expect(() => addName(project, 'Bob')).toThrow(/damaged/);
      await project.close();
    }
  });

  test('of the head is a refusal', async () => {
    await filledProject();
    const path = join(place, 'project.sqlite');
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0, 0, 60));
    await expect(openProject(place, options)).rejects.toMatchObject({ code: 'not-a-project' });
  });

  test('never goes into a backup', async () => {
    await damage();
    const project = await openProject(place, options);
    const copy = join(folder, 'copy.sqlite');
    await expect(project.backup(copy)).rejects.toMatchObject({ code: 'file-damaged' });
    expect(await readdir(folder)).not.toContain('copy.sqlite');
    await project.close();
  });
});

describe('a place that cannot be written', () => {
  test('a read-only folder is read, after a clean and after an unclean exit', async (context) => {
    const disk = await mountSmallDisk(context, 8);
    try {
      const clean = join(disk.folder, 'clean');
      const killed = join(disk.folder, 'killed');
      await filledProject(clean);
      // As after a kill: Bob is in the log alone, whose index is gone.
      await filledProject(killed);
      const project = await openProject(killed, options);
      addName(project, 'Bob');
      await cp(killed, join(disk.folder, 'copy'), { recursive: true });
      await project.close();
      await rm(killed, { recursive: true });
      await cp(join(disk.folder, 'copy'), killed, { recursive: true });
      await rm(join(killed, 'project.sqlite-shm'));
      expect(await readdir(killed)).toContain('project.sqlite-wal');
      disk.setReadOnly(true);
      for (const [path, expected] of [
        [clean, ['Ada']],
        [killed, ['Ada', 'Bob']],
      ] as const) {
        const project = await openProject(path, options);
        expect(project.readOnly?.reason.code).toBe('not-writable');
        expect(names(project)).toEqual(expected);
        expect(() => addName(project, 'Cy')).toThrow(/may not be written/);
        expect(await project.check()).toMatchObject({ ok: true });
        const copy = join(folder, `${expected.length}.sqlite`);
        await project.backup(copy);
        await project.close();
        const backup = new BetterSqlite3(copy, { readonly: true });
        expect(backup.prepare('SELECT name FROM annotator').pluck().all()).toEqual(expected);
        backup.close();
      }
    } finally {
      await disk.unmount();
    }
  });

  test('a full disk is read, and written again when there is room', async (context) => {
    const disk = await mountSmallDisk(context, 8);
    try {
      const path = join(disk.folder, 'project');
      await filledProject(path);
      await disk.fill();
      const full = await openProject(path, options);
      expect(full.readOnly?.reason.code).toBe('disk-full');
      expect(names(full)).toEqual(['Ada']);
      await full.close();
      await expect(createProject(join(disk.folder, 'another'), options)).rejects.toMatchObject({ code: 'disk-full' });
      await disk.makeRoom();
      expect((await readdir(disk.folder)).sort()).toEqual(['project']);
      const project = await openProject(path, options);
      addName(project, 'Bob');
      await disk.fill();
      expect(() => {
        for (let i = 0; ; i++) addName(project, `${i} ${'x'.repeat(100_000)}`);
      }).toThrow(expect.objectContaining({ code: 'disk-full' }) as Error);
      await disk.makeRoom();
      addName(project, 'Cy');
      await project.close();
      const again = await openProject(path, options);
      expect(names(again).filter((name) => (name as string).length < 10)).toEqual(['Ada', 'Bob', 'Cy']);
      await again.close();
    } finally {
      await disk.unmount();
    }
  });
});

async function database(content: string): Promise<void> {
  await mkdir(place);
  await writeFile(join(place, 'project.sqlite'), content);
}
