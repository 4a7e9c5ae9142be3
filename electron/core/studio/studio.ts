import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { studioContract } from '../../contract/studio.ts';
import { openSource } from '../import/open-source.ts';
import { importInto } from '../import/import-job.ts';
import { knownItems, skippedItems } from '../db/queries/import-sources.ts';
import { createProject } from '../project/create.ts';
import { openProject } from '../project/project.ts';
import { reporting, studioBase } from './contract-base.ts';
import { datasetHandlers } from './dataset-handlers.ts';
import { Desk } from './desk.ts';
import { engineHandlers, type EngineRoom } from './engine-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { labelHandlers } from './label-handlers.ts';
import { modelHandlers } from './model-handlers.ts';

export type StudioClient = ContractRouterClient<typeof studioContract>;

export interface Studio {
  /** Calls in this process; the same router serves other transports. */
  client: StudioClient;
  router: ReturnType<typeof studioRouter>;
  /** Closes the project, if one is open. */
  close: () => Promise<void>;
}

/** What a shell brings along. */
export interface StudioSetup {
  /** What locks say has a project open, such as `palimpsest import`. */
  program: string;
  /** Name and version, as they are written into everything that a job makes. */
  software: string;
  engines: EngineRoom;
}

/** A studio without a project. */
export function createStudio(setup: StudioSetup): Studio {
  const desk = new Desk(setup.program);
  const router = studioRouter(desk, setup);
  return { client: createRouterClient(router, { context: {} }), router, close: () => desk.clear() };
}

function studioRouter(desk: Desk, { software, engines }: StudioSetup) {
  const studio = studioBase();
  return studio.router({
    project: {
      create: studio.project.create.handler(async ({ input }) => {
        await desk.clear();
        await desk.put(await createProject(input.folder, { ...input, program: desk.program }));
        return desk.info();
      }),
      open: studio.project.open.handler(async ({ input: { folder, ...options } }) => {
        await desk.clear();
        await desk.put(await openProject(folder, { ...options, program: desk.program }));
        return desk.info();
      }),
      close: studio.project.close.handler(async () => {
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
      run: studio.imports.run.handler(({ input: { source, annotator, ...options } }) =>
        reporting(async (onProgress, signal) => {
          const project = desk.writable;
          const opened = await openSource(source, options);
          try {
            return await importInto(project, opened, { onProgress, signal, ...(annotator && { annotator }) });
          } finally {
            await opened.close();
          }
        }),
      ),
      skipped: studio.imports.skipped.handler(({ input: { sourceId, ...page } }) =>
        skippedItems(desk.project.db, sourceId, page),
      ),
      differing: studio.imports.differing.handler(({ input: { sourceId, ...page } }) =>
        knownItems(desk.project.db, sourceId, { differing: true, ...page }),
      ),
    },
    ...labelHandlers(desk, studio),
    ...datasetHandlers(desk, studio),
    ...jobHandlers(desk, studio, software),
    ...modelHandlers(studio, software),
    ...engineHandlers(engines, studio),
  });
}
