import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sidecarSchema } from '../../../electron/contract/jobs.ts';
import { openSource } from '../../../electron/core/import/open-source.ts';
import { withReview } from '../../../electron/core/restoration/review-file.ts';
import { testStudio } from '../../electron/core/service/test-studio.ts';
import { writeDemoLmdb } from './demo-lmdb.ts';
import {
  beginRestoring,
  compareAndAccept,
  createProject,
  exportPairs,
  importPairs,
  labelByKeyboard,
  restoringFinished,
  undoAndRedo,
  type Said,
} from './flow.ts';
import { using, type OpenStudio } from './open-studio.ts';

const PAIRS = 24;
const LABELLED = 20;
const DIRECTIONS = ['h', 'vn', 'vp', 'td'] as const;
const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;

/**
 * A person's first day, in whichever shell `open` opens: make a project, import, label by keyboard, take back, restore,
 * compare, export, close, and open it again. What was said is then looked for in the project and in the export, in a studio
 * of the test's own.
 */
export async function wholeFlow(open: () => Promise<OpenStudio>, top: string): Promise<void> {
  const source = join(top, 'signs-lmdb');
  const texts = await writeDemoLmdb(source);
  expect(texts.size).toBe(PAIRS);

  const said = await using(open, async ({ page }) => {
    await createProject(page, { name: 'Signs', parent: join(top, 'projects') });
    await importPairs(page, source, PAIRS);
    const labels = await labelByKeyboard(page, LABELLED, (name, index) => ({
      direction: DIRECTIONS[index % 4] ?? 'h',
      difficulty: DIFFICULTIES[index % 3] ?? 'easy',
      transcription: texts.get(name) ?? '',
    }));
    const [lastName = '', last] = [...labels].at(-1) ?? [];
    await undoAndRedo(page, { name: lastName, text: last?.transcription ?? '' });
    await beginRestoring(page);
    await restoringFinished(page);
    await compareAndAccept(page);
    await exportPairs(page, { parent: top, name: 'exported' });
    return labels;
  });

  const folder = join(top, 'projects', 'Signs');
  await expectLabels(folder, said);
  await expectRestorations(join(folder, 'restored'));
  await expectExport(join(top, 'exported'), said);

  await using(open, async ({ page }) => {
    await page.getByTestId('recent-Signs').click();
    await page.getByTestId('page-browse').waitFor();
    await expect.poll(() => page.getByTestId('pair-count').textContent()).toContain(String(PAIRS));
  });
}

async function expectLabels(folder: string, said: ReadonlyMap<string, Said>): Promise<void> {
  const { client, close } = testStudio('palimpsest test');
  try {
    const { readOnly } = await client.project.open({ folder });
    expect(readOnly, 'the shell has let go of the project').toBeUndefined();
    const { pairs } = await client.pairs.browse({ query: {}, limit: PAIRS + 1 });
    expect(pairs).toHaveLength(PAIRS);
    const done = new Map(
      pairs
        .filter(({ label }) => label.status === 'done')
        .map(({ name, label: { direction, difficulty, transcription } }) => [
          name,
          { direction, difficulty, transcription },
        ]),
    );
    expect(done).toEqual(said);
  } finally {
    await close();
  }
}

async function expectRestorations(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  const sidecars = files.filter((name) => name.endsWith('.json'));
  expect(sidecars).toHaveLength(PAIRS);
  expect(files.filter((name) => name.endsWith('.png'))).toHaveLength(PAIRS);
  const read = await Promise.all(
    sidecars.map(async (name) => {
      const sidecar = sidecarSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
      return withReview(join(folder, name.replace(/json$/, 'png')), sidecar);
    }),
  );
  expect(read.flatMap(({ review }) => review?.verdict ?? [])).toEqual(['accepted']);
}

async function expectExport(folder: string, said: ReadonlyMap<string, Said>): Promise<void> {
  const source = await openSource(folder, {});
  const labels = new Map<string, unknown>();
  try {
    for await (const { item } of source.steps()) {
      if (item?.label.transcription) {
        const { direction, difficulty, transcription } = item.label;
        labels.set(item.name, { direction, difficulty, transcription });
      }
    }
  } finally {
    await source.close();
  }
  expect(labels).toEqual(said);
}
