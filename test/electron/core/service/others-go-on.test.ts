import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StudioClient } from '../../../../electron/core/service/studio.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { addPairs } from '../annotate/project-fixture.ts';
import { testStudio } from './test-studio.ts';

const PAIRS = 3000;
const BY = { annotator: 'Ann', pass: 1 } as const;
const studio = testStudio('test');
const { client } = studio;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  const place = join(folder, 'project');
  const project = await createProject(place, { program: 'test' });
  project.write((db) =>
    addPairs(
      db,
      Array.from({ length: PAIRS }, (_, i) => ({ label: { transcription: `text ${i % 100}` } })),
    ),
  );
  await project.close();
  await client.project.open({ folder: place });
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

const LONG: Record<string, (client: StudioClient) => Promise<unknown>> = {
  'a label is set on all pairs': async ({ labels, pairs }) => {
    const pairIds = await pairs.ids({ query: {}, offset: 0, limit: PAIRS });
    expect(await labels.set({ ...BY, pairIds, changes: { difficulty: 'easy' } })).toMatchObject({ pairs: PAIRS });
  },
  'that is undone': async ({ labels }) => {
    expect(await labels.undo(BY)).toMatchObject({ pairs: PAIRS });
  },
  'a backup is made': ({ project }) => project.backup({ file: join(folder, 'backup.sqlite') }),
  'the project is checked': async ({ project }) => {
    const { faults, imagesChecked } = await project.check();
    expect(imagesChecked).toBe(2 * PAIRS);
    // The pictures are none, the labels are sound.
    expect(faults.filter(({ check }) => check !== 'images')).toEqual([]);
  },
  'an LMDB is exported': async ({ exports }) => {
    const events = await exports.run({ destination: join(folder, 'lmdb'), format: 'textzoom-lmdb', filter: {} });
    for (let step = await events.next(); ; step = await events.next()) {
      if (step.done) return expect(step.value).toMatchObject({ written: PAIRS });
    }
  },
};

test.each(Object.entries(LONG))('while %s, pages and labels of others are answered', async (_, work) => {
  const state = { isOver: false, answered: 0 };
  const working = work(client).finally(() => (state.isOver = true));
  while (!state.isOver) {
    const notes = `note ${state.answered}`;
    await client.labels.set({ annotator: 'Bo', pass: 1, pairIds: [1 + (state.answered % 5)], changes: { notes } });
    expect((await client.pairs.browse({ query: {}, limit: 10 })).pairs).toHaveLength(10);
    await setImmediate();
    state.answered++;
  }
  await working;
  // The last may have been answered after its end.
  expect(state.answered - 1).toBeGreaterThan(5);
});
