import { modelRow } from '../db/queries/models.ts';
import { curveOf } from '../db/queries/training-runs.ts';
import type { JobRun } from './job-context-type.ts';
import type { Project } from '../project/project.ts';
import { promotedWeights } from './promotion.ts';

/** What a job takes from the project that is open, if one is. Throws `weights-missing` where a promoted model's are gone. */
export async function jobContext(project: Project | undefined): Promise<Pick<JobRun, 'promoted' | 'curveOf'>> {
  if (!project) return {};
  return {
    promoted: await promotedWeights(project),
    curveOf(sha256) {
      const model = modelRow(project.db, sha256);
      return model?.runId == null ? undefined : { name: model.name, curve: curveOf(project.db, model.runId) };
    },
  };
}
