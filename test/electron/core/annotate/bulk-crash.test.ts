import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countPairs } from '../../../../electron/core/annotate/browse.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { unfinishedActions } from '../../../../electron/core/db/queries/sliced-actions.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { openProject } from '../../../../electron/core/project/project.ts';
import { addPairs } from './project-fixture.ts';

const CHILD = fileURLToPath(new URL('bulk-child.ts', import.meta.url));
/** So many that a slice is a small part of them on any machine. */
const PAIRS = 12_000;
const KILLS = Number(process.env.PALIMPSEST_BULK_KILLS ?? 2);
const by = { annotator: 'Ann', pass: 1 } as const;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-crash-')), 'project');
  const project = await createProject(folder, { program: 'test' });
  project.write((db) =>
    addPairs(
      db,
      Array.from({ length: PAIRS }, () => ({})),
    ),
  );
  await project.close();
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** Kills a child in the middle of its action. What of it was written then, as the database has it, of all pairs. */
async function killInTheMiddle(kind: 'edit' | 'undo'): Promise<void> {
  const child = spawn(process.execPath, [CHILD, folder, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await setTimeout(20 * Math.random());
  child.kill('SIGKILL');
  const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
}

async function unfinished(): Promise<number> {
  const reading = await openProject(folder, { program: 'test', readOnly: true });
  try {
    return unfinishedActions(reading.db).length;
  } finally {
    await reading.close();
  }
}

test(
  `an edit of many pairs, and its undo, are taken back where the process is killed ${KILLS} times in the middle`,
  { timeout: 120_000 + KILLS * 60_000 },
  async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await killInTheMiddle('edit');
      expect(await unfinished()).toBe(1);
      const project = await openProject(folder, { program: 'test' });
      expect(project.uncleanExit).toBe(true);
      expect(unfinishedActions(project.db)).toEqual([]);
      expect(countPairs(project.db, { filter: { tag: 'all' } })).toBe(0);
      expect(countPairs(project.db, { filter: { status: 'new' } })).toBe(PAIRS);
      // Nobody was told of it, so nothing of it can be done again.
      expect(await project.labels.redo(by)).toBeUndefined();
      expect([...replayMismatches(project.db)]).toEqual([]);
      await project.close();
    }

    const edited = await openProject(folder, { program: 'test' });
    const pairIds = Array.from({ length: PAIRS }, (_, i) => i + 1);
    await edited.labels.set({ ...by, pairIds, changes: { tags: ['all'] } });
    await edited.close();
    await killInTheMiddle('undo');
    const project = await openProject(folder, { program: 'test' });
    expect(countPairs(project.db, { filter: { tag: 'all' } })).toBe(PAIRS);
    await project.labels.undo(by);
    expect(countPairs(project.db, { filter: { tag: 'all' } })).toBe(0);
    expect([...replayMismatches(project.db)]).toEqual([]);
    await project.close();
  },
);
