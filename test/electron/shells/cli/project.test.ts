import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { testStudio } from '../../core/service/test-studio.ts';
import { DEMO, palimpsest, workFolder, type Run } from './support.ts';

const folder = workFolder();
const project = () => folder('ledger');
/** A command on the project, with its records. */
const run = (command: string[], ...args: string[]): Promise<Run> =>
  palimpsest([...command, project(), ...args, '--json']);
const labelOf = ({ records }: Run) => records[0]?.label as Label;

/** Every label of a project, in an order of their content. */
async function labelsOf(path: string): Promise<Label[]> {
  const { client, close } = testStudio('test');
  await client.project.open({ folder: path, readOnly: true });
  const { pairs } = await client.pairs.browse({ query: {}, limit: 100 });
  await close();
  return pairs.map(({ label }) => label).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

describe('a project from the command line', () => {
  beforeAll(async () => {
    const made = await palimpsest(['project', 'new', project(), '--name', 'Ledger 1912']);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const imported = await run(['import'], DEMO);
    expect(imported.records.at(-1)).toMatchObject({ imported: 24, known: 0, skipped: 0, state: 'finished' });
  });

  test('knows what was imported, and a second import adds nothing', async () => {
    const again = await run(['import'], DEMO);
    expect(again.records.at(-1)).toMatchObject({ imported: 0, known: 24, before: 24 });
    const info = await run(['project', 'info']);
    expect(info.records[0]).toMatchObject({ name: 'Ledger 1912', counts: { pairs: 24, images: 48 } });
    const checked = await run(['project', 'check']);
    expect(checked.records[0]).toMatchObject({ ok: true, faults: [], imagesChecked: 48 });
  });

  test('lists pairs by number, some or all, and says when there are more', async () => {
    const easy = await run(['label', 'list'], '--subset', 'easy', '--order', 'name');
    const names = easy.records.map(({ name }) => name as string);
    expect(names.length).toBeGreaterThan(1);
    expect(names).toEqual(names.toSorted());
    const { stdout } = await palimpsest(['label', 'list', project(), '--limit', '3']);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^1 /),
      expect.stringMatching(/^2 /),
      expect.stringMatching(/^3 /),
      '3 of 24 pairs; --limit shows more.',
    ]);
  });

  test('tells what a second source says otherwise of pairs that it has', async () => {
    const copy = folder('says otherwise');
    await cp(join(DEMO, 'easy'), copy, { recursive: true });
    const labels = await readFile(join(copy, 'labels.tsv'), 'utf8');
    await writeFile(join(copy, 'labels.tsv'), labels.replace(/\t.*/, '\tsomething else'));
    const again = await run(['import'], copy);
    expect(again.records.filter(({ type }) => type === 'differing')).toEqual([
      expect.objectContaining({ pairId: 1, difference: { transcription: 'something else' } }),
    ]);
    const plain = await palimpsest(['import', project(), copy]);
    expect(plain.stdout).toContain('kept  pair 1 as it is labelled');
  });

  test('labels are set, taken back, done again, and their history is kept', async () => {
    const before = labelOf(await run(['label', 'get'], '1'));
    expect(before.transcription).not.toBe('');
    const edit = [
      '--transcription',
      'cafe\u0301',
      '--direction',
      'td',
      '--difficulty',
      'hard',
      '--tag',
      'shop',
      'sign',
    ];
    const set = await run(['label', 'set'], '1', '2', ...edit, '--annotator', 'Ada');
    expect(set.records).toHaveLength(2);
    expect(labelOf(set)).toMatchObject({ transcription: 'café', direction: 'td', tags: ['shop', 'sign'] });

    await run(['label', 'undo'], '--annotator', 'Ada');
    expect(labelOf(await run(['label', 'get'], '1'))).toEqual(before);
    await run(['label', 'redo'], '--annotator', 'Ada');
    expect(labelOf(await run(['label', 'get'], '2'))).toMatchObject({ transcription: 'café', difficulty: 'hard' });
    const nothing = await palimpsest(['label', 'undo', project(), '--annotator', 'Grace']);
    expect(nothing.stdout).toContain("nothing of Grace's to undo");

    const { records } = await run(['label', 'history'], '1');
    expect(records.map(({ kind }) => kind)).toEqual(['import', 'edit', 'undo', 'redo']);
    expect(records[1]).toMatchObject({ annotator: 'Ada', undone: false });
  });

  test('is divided by photo with a seed, and a locked split stays', async () => {
    const shares = ['--shares', 'train=2,test=1', '--by', 'subset'];
    const first = await run(['split'], ...shares, '--seed', '7', '--lock', 'test');
    const { counts } = first.records[0] as { counts: { split: string; pairs: number; lockedPhotos: number }[] };
    expect(counts.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(24);
    const second = await run(['split'], ...shares, '--seed', '8');
    expect((second.records[0] as { counts: object[] }).counts).toContainEqual(
      expect.objectContaining({ split: 'test', pairs: counts.find(({ split }) => split === 'test')?.pairs }),
    );
  });

  test('quality checks are looked for and counted', async () => {
    const { records } = await run(['checks'], '--refresh');
    const { counts } = records[0] as { counts: { check: string; pairs?: number; stale: boolean }[] };
    for (const { pairs, stale } of counts) {
      expect(pairs).toBeGreaterThanOrEqual(0);
      expect(stale).toBe(false);
    }
    const stats = await run(['stats']);
    expect(stats.records[0]).toMatchObject({ pairs: 24 });
  });

  test.each(['textzoom-lmdb', 'folders'])('goes out as %s and comes in again without loss', async (format) => {
    const out = await run(['export'], folder(format), '--format', format);
    expect(out.records.at(-1)).toMatchObject({ written: 24, leftOut: [] });
    const copy = folder(`from ${format}`);
    await palimpsest(['project', 'new', copy]);
    const back = await palimpsest(['import', copy, folder(format), '--json']);
    expect(back.records.at(-1)).toMatchObject({ imported: 24, skipped: 0 });
    expect(await labelsOf(copy)).toEqual(await labelsOf(project()));
  });

  test.each(['photo-json', 'paddleocr', 'image-folder'])('goes out as %s, saying what it left out', async (format) => {
    const out = await run(['export'], folder(`${format}.out`), '--format', format);
    const { written, leftOut } = out.records.at(-1) as { written: number; leftOut: { reason: string }[] };
    expect(written + leftOut.length).toBe(24);
    for (const { reason } of leftOut) expect(reason).not.toBe('');
  });

  test('a copy is made on demand, never over a file', async () => {
    const copy = folder('copy.sqlite');
    const first = await palimpsest(['project', 'backup', project(), copy]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const bytes = await readFile(copy);
    const second = await palimpsest(['project', 'backup', project(), copy]);
    expect(second.code).not.toBe(0);
    expect(await readFile(copy)).toEqual(bytes);
  });
});

describe('what cannot be done is said in one line', () => {
  test.each([
    [['project', 'info', '/nowhere'], /nowhere.*\[not-found\]\n$/],
    [['import', DEMO, DEMO], /\[not-a-project\]\n$/],
    [['label', 'get', DEMO, 'x'], /whole number/],
  ])('%j', async (args, message) => {
    const refused = await palimpsest(args);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).not.toBe(0);
  });

  test('a project that another process has open, once, and it is read all the same', async () => {
    const { client, close } = testStudio('another program');
    await client.project.open({ folder: project() });
    const set = await palimpsest(['label', 'set', project(), '1', '--status', 'done']);
    expect(set.stderr).toMatch(/^error: .*is open in another program.*\[in-use\]\n$/);
    expect(set.code).toBe(3);
    const get = await palimpsest(['label', 'get', project(), '1']);
    expect([get.code, get.stderr]).toEqual([0, '']);
    await close();
  });

  test('a project that is not there, a source that is none, a label that says nothing', async () => {
    await palimpsest(['project', 'new', folder('p')]);
    const source = await palimpsest(['import', folder('p'), join(DEMO, 'easy', 'labels.tsv')]);
    expect(source.stderr).toMatch(/\[bad-argument\]\n$/);
    const label = await palimpsest(['label', 'set', folder('p'), '1']);
    expect(label.stderr).toMatch(/Nothing says what to change/);
    const pair = await palimpsest(['label', 'get', folder('p'), '7']);
    expect(pair.stderr).toMatch(/no pair 7.*\[not-found\]/);
    expect(pair.code).toBe(2);
  });

  test('readers read its pairs, once; difficulty and uncertainty come of it', async () => {
    const read = await run(['suggest'], '--subset', 'easy');
    expect(read.records.at(-1)).toMatchObject({ type: 'summary', read: 16, kept: 0, failed: 0, left: 0 });
    const again = await run(['suggest'], '--subset', 'easy', '--side', 'lr');
    expect(again.records.at(-1)).toMatchObject({ read: 0, kept: 8 });
    const stats = await run(['stats']);
    const proposed = stats.records[0]?.byProposedDifficulty as { value: string | null; pairs: number }[];
    const known = proposed.filter(({ value }) => value !== null).reduce((sum, { pairs }) => sum + pairs, 0);
    expect(known).toBeGreaterThanOrEqual(8);
  });

  test('an evaluation on a split locks it', async () => {
    await run(['split'], '--shares', 'train=2,test=1');
    const out = folder('report of the test split');
    const evaluated = await run(['evaluate'], '--split', 'test', '--reader', 'none', '--out', out);
    const summary = evaluated.records.at(-1) as { scores: { pairs: number }[] };
    const { counts } = (await run(['split'])).records[0] as {
      counts: { split: string; pairs: number; photos: number; lockedPhotos: number }[];
    };
    const [train, test] = ['train', 'test'].map((name) => counts.find(({ split }) => split === name));
    expect(test?.lockedPhotos).toBe(test?.photos);
    expect(train?.lockedPhotos).toBe(0);
    expect(summary.scores.at(-1)?.pairs).toBe(test?.pairs);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('data:image/png');
  });
});
