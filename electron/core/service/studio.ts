import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { ProblemData } from '../../../models/base/problem.ts';
import { dataFolder } from '../../../models/base/data-folder.ts';
import type { studioContract } from '../../contract/studio.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { mediaOf } from '../media/media.ts';
import { RecentProjects } from '../window/recent-projects.ts';
import { SettingsFile } from '../window/settings.ts';
import { previewHandlers } from './preview-handlers.ts';
import { studioBase } from './contract-base.ts';
import { datasetHandlers, labelHandlers } from './dataset-handlers.ts';
import { CurrentProject } from '../project/current-project.ts';
import { jobHandlers } from './job-handlers.ts';
import { directly, jobKinds } from './job-kinds.ts';
import { modelHandlers, registryHandlers } from './model-handlers.ts';
import { projectHandlers } from './project-handlers.ts';
import type { StudioSetup } from './studio-setup.ts';
import { engineHandlers, windowHandlers } from './window-handlers.ts';

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
  const { current, queue, preview } = parts;
  return {
    client: createRouterClient(router, { context: {} }),
    router,
    media: mediaOf({ current, hasFile: (jobId, path) => queue.hasFile(jobId, path), previewPicture: preview.picture }),
    async close() {
      await queue.close();
      await preview.close();
      return current.clear();
    },
  };
}

function partsOf(setup: StudioSetup) {
  const studio = studioBase();
  const current = new CurrentProject({ program: setup.program, isWindow: setup.shell !== 'cli' });
  const { software } = setup;
  const kinds = jobKinds(setup.engines, { imported: () => current.backUp() });
  const queue = new JobQueue(current, { software, kinds });
  const run = directly(kinds, current, software);
  const settings = new SettingsFile(dataFolder());
  const preview = previewHandlers({ current, queue, settings, software }, studio);
  return { studio, current, queue, run, preview, settings };
}

function studioRouter({ studio, current, queue, run, preview, settings }: Parts, setup: StudioSetup) {
  const { software, engines, shell } = setup;
  const folder = dataFolder();
  const recent = new RecentProjects(folder);
  return studio.router({
    ...projectHandlers({ current, queue, run, recent: shell === 'cli' ? undefined : recent }, studio),
    ...labelHandlers(current, studio),
    ...datasetHandlers(current, run, studio),
    ...jobHandlers({ current, queue, run, software }, studio),
    ...modelHandlers(studio, software),
    ...registryHandlers(current, studio),
    ...preview.handlers,
    ...windowHandlers({ current, settings, recent, dataFolder: folder, program: setup }, studio),
    ...engineHandlers(engines, run, studio),
  });
}
