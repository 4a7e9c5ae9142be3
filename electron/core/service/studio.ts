import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { ProblemData } from '../../../models/base/problem.ts';
import { dataFolder } from '../../../models/base/data-folder.ts';
import type { studioContract } from '../../contract/studio.ts';
import { JobBoard } from '../jobs/job-queue.ts';
import { mediaOf } from '../media/media.ts';
import { RecentProjects } from '../window/recent-projects.ts';
import { SettingsFile } from '../window/settings.ts';
import { benchHandlers } from './preview-handlers.ts';
import { boardHandlers } from './job-list-handlers.ts';
import { studioBase } from './contract-base.ts';
import { datasetHandlers } from './dataset-handlers.ts';
import { Desk } from '../project/open-project.ts';
import { engineHandlers } from './engine-handlers.ts';
import { jobHandlers } from './job-handlers.ts';
import { labelHandlers } from './label-handlers.ts';
import { modelHandlers } from './model-handlers.ts';
import { registryHandlers } from './registry-handlers.ts';
import { projectHandlers } from './project-handlers.ts';
import type { StudioSetup } from './studio-setup.ts';
import { windowHandlers } from './window-handlers.ts';

export type { StudioSetup };
export type StudioClient = ContractRouterClient<typeof studioContract>;

export interface Studio {
  /** Calls in this process; the same router serves other transports. */
  client: StudioClient;
  router: ReturnType<typeof studioRouter>;
  /** Answers addresses below `/media/`. */
  media: ReturnType<typeof mediaOf>;
  /**
   * Stops the jobs, waits for what they have in hand and for a backup that is being made, and closes the project, if one is
   * open. Answers why its scheduled backup could not be made.
   */
  close: () => Promise<ProblemData | undefined>;
}

type Parts = ReturnType<typeof partsOf>;

/** A studio without a project. */
export function createStudio(setup: StudioSetup): Studio {
  const parts = partsOf(setup);
  const router = studioRouter(parts, setup);
  const { desk, board, bench } = parts;
  return {
    client: createRouterClient(router, { context: {} }),
    router,
    media: mediaOf({ desk, hasFile: (jobId, path) => board.hasFile(jobId, path), benchPicture: bench.picture }),
    async close() {
      await board.close();
      await bench.close();
      return desk.clear();
    },
  };
}

function partsOf(setup: StudioSetup) {
  const studio = studioBase();
  const desk = new Desk(setup.program);
  const board = new JobBoard(desk, setup);
  const settings = new SettingsFile(dataFolder());
  const bench = benchHandlers({ desk, board, settings, software: setup.software }, studio);
  return { studio, desk, board, bench, settings };
}

function studioRouter({ studio, desk, board, bench, settings }: Parts, setup: StudioSetup) {
  const { software, engines, shell } = setup;
  const folder = dataFolder();
  const recent = new RecentProjects(folder);
  return studio.router({
    ...projectHandlers({ desk, board, recent: shell === 'cli' ? undefined : recent }, studio),
    ...labelHandlers(desk, studio),
    ...datasetHandlers(desk, studio),
    ...jobHandlers(desk, studio, software),
    ...modelHandlers(studio, software),
    ...registryHandlers(desk, studio),
    ...boardHandlers(board, studio),
    ...bench.handlers,
    ...windowHandlers({ desk, settings, recent, dataFolder: folder, program: setup }, studio),
    ...engineHandlers(engines, studio),
  });
}
