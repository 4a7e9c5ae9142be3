import { resolve } from 'node:path';
import type { JobBoard } from '../jobs/job-queue.ts';
import { knownItems, skippedItems } from '../db/queries/import-sources.ts';
import { previewImport } from '../import/preview-import.ts';
import { importJob } from '../import/import-job.ts';
import { createProject } from '../project/create.ts';
import { openProject } from '../project/project.ts';
import type { RecentProjects } from '../window/recent-projects.ts';
import { reporting, type studioBase } from './contract-base.ts';
import type { Desk } from '../project/open-project.ts';

interface Setup {
  desk: Desk;
  board: JobBoard;
  /** Where opened projects are remembered; not where a script works. */
  recent: RecentProjects | undefined;
}

/** Calls about the project that is open, and what comes into it. */
export function projectHandlers({ desk, board, recent }: Setup, studio: ReturnType<typeof studioBase>) {
  const remember = async () => {
    const info = await desk.info();
    // A full disk or a read-only home must not keep a project from being opened.
    await recent?.add({ folder: info.folder, name: info.name, pairs: info.counts.pairs }).catch(() => undefined);
    return info;
  };
  return {
    project: {
      create: studio.project.create.handler(async ({ input }) => {
        board.assertProjectFree();
        // Whatever fails here leaves the former project open.
        await desk.put(await createProject(input.folder, { ...input, program: desk.program }));
        return remember();
      }),
      open: studio.project.open.handler(async ({ input: { folder, ...options } }) => {
        // A second window on the same studio finds it open, with its jobs at work.
        if (!board.isProjectFree && desk.folder === resolve(folder)) return desk.info();
        board.assertProjectFree();
        // Its own lock would be in the way. Any other stays open until this one is, in case it cannot be.
        if (desk.folder === resolve(folder)) await desk.clear();
        await desk.put(await openProject(folder, { ...options, program: desk.program }));
        return remember();
      }),
      close: studio.project.close.handler(async () => {
        board.assertProjectFree();
        await desk.clear();
        return null;
      }),
      info: studio.project.info.handler(() => desk.info()),
      check: studio.project.check.handler(() => desk.project.check()),
      backup: studio.project.backup.handler(async ({ input }) => {
        await desk.project.backup(input.file);
        return null;
      }),
    },
    imports: {
      run: studio.imports.run.handler(({ input }) =>
        reporting((onProgress: Parameters<typeof importJob>[2]['onProgress'], signal) =>
          importJob(input, desk.writable, { onProgress, signal }),
        ),
      ),
      preview: studio.imports.preview.handler(({ input, signal }) => previewImport(input, signal)),
      skipped: studio.imports.skipped.handler(({ input: { sourceId, ...page } }) =>
        skippedItems(desk.project.db, sourceId, page),
      ),
      differing: studio.imports.differing.handler(({ input: { sourceId, ...page } }) =>
        knownItems(desk.project.db, sourceId, { differing: true, ...page }),
      ),
    },
  };
}
