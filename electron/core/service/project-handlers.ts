import { resolve } from 'node:path';
import { Problem } from '../../../models/base/problem.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { knownItems, skippedItems } from '../db/queries/import-sources.ts';
import { previewImport } from '../import/preview-import.ts';
import { createProject } from '../project/create.ts';
import { openProject } from '../project/project.ts';
import { backupFacts, restoreProject } from '../project/restore.ts';
import type { RecentProjects } from '../window/recent-projects.ts';
import type { studioBase } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';
import type { CurrentProject } from '../project/current-project.ts';

interface Setup {
  current: CurrentProject;
  queue: JobQueue;
  run: RunDirectly;
  /** Where opened projects are remembered; not where a script works. */
  recent: RecentProjects | undefined;
}

/** Calls about the project that is open, and what comes into it. */
export function projectHandlers({ current, queue, run, recent }: Setup, studio: ReturnType<typeof studioBase>) {
  const remember = async () => {
    const info = await current.info();
    // A full disk or a read-only home must not keep a project from being opened.
    await recent?.add({ folder: info.folder, name: info.name, pairs: info.counts.pairs }).catch(() => undefined);
    return info;
  };
  const isFree = () => queue.isProjectFree && (current.ifOpen?.labels.isIdle ?? true);
  const assertFree = () => {
    queue.assertProjectFree();
    if (!isFree()) {
      throw new Problem('bulk-change-running', {});
    }
  };
  return {
    project: {
      create: studio.project.create.handler(async ({ input }) => {
        assertFree();
        // Whatever fails here leaves the former project open.
        await current.put(await createProject(input.folder, { ...input, program: current.program }));
        return remember();
      }),
      open: studio.project.open.handler(async ({ input: { folder, ...options } }) => {
        // A second window on the same studio finds it open, with its jobs at work.
        if (!isFree() && current.folder === resolve(folder)) return current.info();
        assertFree();
        // Its own lock would be in the way. Any other stays open until this one is, in case it cannot be.
        if (current.folder === resolve(folder)) await current.clear();
        await current.put(await openProject(folder, { ...options, program: current.program }));
        return remember();
      }),
      close: studio.project.close.handler(async () => {
        assertFree();
        await current.clear();
        return null;
      }),
      info: studio.project.info.handler(() => current.info()),
      check: studio.project.check.handler(() => current.project.check()),
      backup: studio.project.backup.handler(async ({ input }) => {
        await current.project.backup(input.file);
        return null;
      }),
      health: studio.project.health.handler(async () => (await current.health?.report) ?? null),
      backups: studio.project.backups.handler(({ input, signal }) => backupFacts(input.folder, signal)),
      restore: studio.project.restore.handler(async ({ input: { folder, backup } }) => {
        if (current.folder !== resolve(folder)) return restoreProject(folder, backup, current.program);
        queue.assertProjectFree();
        await current.clear();
        const reopen = async () => current.put(await openProject(folder, { program: current.program }));
        const restored = await restoreProject(folder, backup, current.program).catch(async (error: unknown) => {
          await reopen().catch(() => undefined); // why it could not be restored matters more
          throw error;
        });
        await reopen();
        return restored;
      }),
    },
    imports: {
      run: studio.imports.run.handler(({ input }) => run('import', input)),
      preview: studio.imports.preview.handler(({ input, signal }) => previewImport(input, signal)),
      skipped: studio.imports.skipped.handler(({ input: { sourceId, ...page } }) =>
        skippedItems(current.project.db, sourceId, page),
      ),
      differing: studio.imports.differing.handler(({ input: { sourceId, ...page } }) =>
        knownItems(current.project.db, sourceId, { differing: true, ...page }),
      ),
    },
  };
}
