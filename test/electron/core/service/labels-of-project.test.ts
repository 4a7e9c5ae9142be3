import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Studio } from '../../../../electron/core/service/studio.ts';
import { testStudio } from './test-studio.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const BY = { annotator: 'anna', pass: 1 } as const;

let folder: string;
let studio: Studio;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  studio = testStudio('test');
});
afterEach(async () => {
  await studio.close();
  await rm(folder, { recursive: true });
});

/** Opens a new project with the demo's pairs and gives its id. */
async function created(name: string): Promise<string> {
  const { id } = await studio.client.project.create({ folder: join(folder, name) });
  for await (const progress of await studio.client.imports.run({ source: DEMO })) expect(progress).toBeTruthy();
  return id;
}

test('labels meant for another project than the open one are refused and change nothing', async () => {
  const { labels, pairs, project } = studio.client;
  const first = await created('first');
  const second = await created('second');
  const [pairId = 0] = await pairs.ids({ query: {}, offset: 0, limit: 1 });
  const changes = { notes: 'of the first' };
  await labels.set({ ...BY, project: second, pairIds: [pairId], changes: { notes: 'of the second' } });

  const refused = { data: { code: 'conflict', sentence: 'Another project is open by now.' } };
  await expect(labels.set({ ...BY, project: first, pairIds: [pairId], changes })).rejects.toMatchObject(refused);
  await expect(labels.undo({ ...BY, project: first })).rejects.toMatchObject(refused);
  expect(await labels.get({ pairId, pass: 1 })).toMatchObject({ notes: 'of the second' });

  await labels.undo({ ...BY, project: second });
  await expect(labels.redo({ ...BY, project: first })).rejects.toMatchObject(refused);
  expect((await labels.get({ pairId, pass: 1 })).notes).not.toBe('of the second');

  await project.open({ folder: join(folder, 'first') });
  await labels.set({ ...BY, project: first, pairIds: [pairId], changes });
  expect(await labels.get({ pairId, pass: 1 })).toMatchObject(changes);
});
