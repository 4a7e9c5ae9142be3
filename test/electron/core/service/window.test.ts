import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as engineRoom from '../../../../electron/compute/client/engine-reports.ts';
import { createStudio, type Studio } from '../../../../electron/core/service/studio.ts';
import { decodeImage } from '../../../../models/image/decode.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));

let folder: string;
let studio: Studio;
/** As a window makes one, with a data folder of its own. */
const open = () =>
  createStudio({
    program: 'test',
    software: 'Palimpsest 9.8.7',
    shell: 'server',
    engines: { ...engineRoom, report: (options) => engineRoom.report('Palimpsest test', options) },
  });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  vi.stubEnv('PALIMPSEST_DATA', join(folder, 'data'));
  studio = open();
});
afterEach(async () => {
  await studio.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const problemOf = async (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error as { data: { code: string; reason: string; sentence: string } }).data,
  );

describe('settings', () => {
  const file = () => join(folder, 'data', 'settings.json');

  test('are the defaults first, and stay as they were chosen', async () => {
    const before = await studio.client.window.settings();
    expect(before).toMatchObject({ theme: 'system', engine: 'auto', keys: {}, problem: null });
    expect(before.annotator).not.toBe('');
    await studio.client.window.change({ theme: 'dark', keys: { 'annotate.next': 'n' } });
    await studio.client.window.change({ annotator: 'Ada' });
    const chosen = { theme: 'dark', annotator: 'Ada', keys: { 'annotate.next': 'n' } };
    expect(await open().client.window.settings()).toMatchObject(chosen);
    expect(await readdir(join(folder, 'data'))).toEqual(['settings.json']);
  });

  test('changes at once lose none', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `annotate.${i}`);
    await Promise.all([
      ...names.map(() => studio.client.window.change({ language: 'de' })),
      studio.client.window.change({ annotator: 'Ada' }),
      studio.client.window.change({ theme: 'contrast' }),
    ]);
    expect(await studio.client.window.settings()).toMatchObject({
      language: 'de',
      annotator: 'Ada',
      theme: 'contrast',
    });
  });

  test.each([
    ['cut off', '{"theme": "da'],
    ['of another shape', '[1, 2]'],
    ['with a value that means nothing', '{"theme": "mauve", "annotator": "Ada"}'],
    ['of bytes', '\0\0\0\0'],
  ])('a file %s is set aside and said, and the studio starts', async (_, text) => {
    await mkdir(join(folder, 'data'));
    await writeFile(file(), text);
    const settings = await studio.client.window.settings();
    expect(settings.theme).toBe('system');
    expect(settings.problem).toMatchObject({ code: 'file-damaged' });
    const [aside] = (await readdir(join(folder, 'data'))).filter((name) => name.endsWith('.damaged'));
    expect(settings.problem?.data).toMatchObject({ kept: expect.stringContaining(aside ?? '?') as string });
    expect(await readFile(join(folder, 'data', aside ?? ''), 'utf8')).toBe(text);
    await studio.client.window.change({ theme: 'light' });
    expect((await open().client.window.settings()).theme).toBe('light');
  });

  test('a folder that cannot be written is told', async () => {
    await writeFile(join(folder, 'data'), 'in the way');
    expect((await problemOf(studio.client.window.change({ theme: 'dark' })))?.reason).toMatch(/^path-/);
    expect((await studio.client.window.settings()).theme).toBe('system');
  });
});

describe('recent projects', () => {
  test('the last one first, each once, with whether it is still there', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await studio.client.project.create({ folder: one });
    await studio.client.project.create({ folder: two, name: 'Harbour' });
    await studio.client.project.open({ folder: one });
    await studio.client.project.close();
    await rm(two, { recursive: true });
    expect(await studio.client.window.recent()).toMatchObject([
      { folder: one, name: 'one', pairs: 0, exists: true },
      { folder: two, name: 'Harbour', exists: false },
    ]);
    expect(await studio.client.window.forget({ folder: two })).toMatchObject([{ folder: one }]);
  });

  test('a damaged list is set aside, and openProject open all the same', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data', 'recent-projects.json'), '{"a":');
    expect(await studio.client.window.recent()).toEqual([]);
    await studio.client.project.create({ folder: join(folder, 'one') });
    expect(await studio.client.window.recent()).toMatchObject([{ name: 'one' }]);
    expect((await readdir(join(folder, 'data'))).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
  });
});

describe('folders to choose from', () => {
  test('tell openProject, LMDBs and pictures apart, subfolders first', async () => {
    const place = join(folder, 'place');
    await studio.client.project.create({ folder: join(place, 'signs') });
    await studio.client.project.close();
    await mkdir(join(place, 'train 10'));
    await mkdir(join(place, 'train 9'));
    await writeFile(join(place, 'train 9', 'data.mdb'), 'x');
    await mkdir(join(place, '.hidden'));
    for (const name of ['b.PNG', 'a.txt', 'set.mdb']) await writeFile(join(place, name), 'abc');
    await symlink(join(place, 'nowhere'), join(place, 'broken'));
    const { entries, parent, left } = await studio.client.window.folder({ folder: place });
    expect(entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
      ['broken', 'file', null],
      ['signs', 'project', null],
      ['train 9', 'lmdb', null],
      ['train 10', 'folder', null],
      ['a.txt', 'file', 3],
      ['b.PNG', 'picture', 3],
      ['set.mdb', 'lmdb', 3],
    ]);
    expect([parent, left]).toEqual([folder, 0]);
  });

  test('begin at home, and end at the top', async () => {
    expect((await studio.client.window.folder({})).folder).toBe(homedir());
    expect((await studio.client.window.folder({ folder: '~' })).folder).toBe(homedir());
    expect((await studio.client.window.folder({ folder: '/' })).parent).toBeNull();
  });

  test('a very full one is cut off', async () => {
    const full = join(folder, 'full');
    await mkdir(full);
    await Promise.all(Array.from({ length: 2100 }, (_, i) => writeFile(join(full, `${i}.png`), '')));
    const { entries, left } = await studio.client.window.folder({ folder: full });
    expect([entries.length, left, entries[1]?.name]).toEqual([2000, 100, '1.png']);
  });

  test('what cannot be listed says why', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await problemOf(studio.client.window.folder({ folder: join(folder, 'file') }))).toMatchObject({
      code: 'bad-argument',
    });
    expect(await problemOf(studio.client.window.folder({ folder: join(folder, 'no') }))).toMatchObject({
      code: 'not-found',
    });
  });

  test('one that may not be read says so', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read every folder');
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0 });
    const problem = await problemOf(studio.client.window.folder({ folder: closed }));
    await chmod(closed, 0o700);
    expect(problem).toMatchObject({ code: 'not-readable' });
  });
});

test('the about box names versions and every licence', async () => {
  const about = await studio.client.window.about();
  expect(about).toMatchObject({
    name: 'Palimpsest',
    version: '9.8.7',
    shell: 'server',
    dataFolder: join(folder, 'data'),
  });
  expect(about.runtime.Node).toBe(process.versions.node);
  expect(about.licences[0]).toMatchObject({ name: 'Palimpsest', licence: 'Apache-2.0' });
  expect(about.licences.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['better-sqlite3', 'PaddleOCR', 'zod']),
  );
  expect(about.licences.filter(({ text }) => text.includes('Apache License')).length).toBeGreaterThan(1);
});

describe('saved views', () => {
  test('stay with the project; one of the same name takes the place', async () => {
    const place = join(folder, 'project');
    await studio.client.project.create({ folder: place });
    const hard = { filter: { difficulty: 'hard' as const, split: null }, order: 'uncertainty' as const };
    const { id } = await studio.client.views.save({ name: 'unsure', query: hard });
    await studio.client.views.save({ name: 'all', query: {} });
    expect(await studio.client.views.save({ name: ' unsure ', query: { pass: 2 } })).toEqual({
      ...{ id, name: 'unsure' },
      query: { pass: 2 },
    });
    await studio.client.project.open({ folder: place });
    expect((await studio.client.views.list()).map(({ name }) => name)).toEqual(['all', 'unsure']);
    await studio.client.views.remove({ id });
    expect((await studio.client.views.list()).map(({ name }) => name)).toEqual(['all']);
  });
});

describe('a preview of an import', () => {
  test('shows the first items as they would be, and stores nothing', async () => {
    const preview = await studio.client.imports.preview({ source: join(DEMO, 'hard'), limit: 3 });
    expect(preview).toMatchObject({ kind: 'Folder of pictures', of: 8, skipped: [] });
    expect(preview.items).toHaveLength(3);
    const [item] = preview.items;
    expect(item?.transcription).toBeTruthy();
    const png = Buffer.from(item?.hr?.split(',')[1] ?? '', 'base64');
    expect((await decodeImage(png, 'hr')).height).toBeLessThanOrEqual(64);
    expect(await problemOf(studio.client.project.info())).toMatchObject({ code: 'bad-argument' });
  });

  test('tells what would be skipped, and why', async () => {
    const source = join(folder, 'source', 'hr');
    await mkdir(source, { recursive: true });
    await writeFile(join(source, 'a.png'), 'no picture');
    const { items, skipped } = await studio.client.imports.preview({ source: join(folder, 'source'), limit: 5 });
    expect(items).toEqual([]);
    expect(skipped).toMatchObject([{ problem: { code: 'not-an-image' } }]);
    expect(await problemOf(studio.client.imports.preview({ source: join(folder, 'no'), limit: 5 }))).toMatchObject({
      code: 'not-found',
    });
  });
});
