import type { NetworkId } from '../../../models/networks/registry.ts';
import { modelRow } from '../db/queries/models.ts';
import { curveOf } from '../db/queries/training-runs.ts';
import type { LearningCurve } from '../report/learning-curve.ts';
import type { Project } from '../project/project.ts';
import { promotedWeights } from './promotion.ts';

/** What a job that computes is run with. */
export interface ComputeContext {
  /** Name and version, for everything that it makes. */
  software: string;
  /** Aborted, it finishes what is in hand. */
  signal: AbortSignal;
  /** Weights of the open project's promoted models. */
  promoted?: Partial<Record<NetworkId, string>>;
  /** How a model of the open project was trained, by the SHA-256 of its weights; nothing where that is not on record. */
  curveOf?: (sha256: string) => LearningCurve | undefined;
}

/** What a job takes from the project that is open, if one is. Throws `weights-missing` where a promoted model's are gone. */
export async function jobContext(project: Project | undefined): Promise<Pick<ComputeContext, 'promoted' | 'curveOf'>> {
  if (!project) return {};
  return {
    promoted: await promotedWeights(project),
    curveOf(sha256) {
      const model = modelRow(project.db, sha256);
      return model?.runId == null ? undefined : { name: model.name, curve: curveOf(project.db, model.runId) };
    },
  };
}
