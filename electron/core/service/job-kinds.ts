import type { JobKind } from '../../contract/job-list.ts';
import { checksKind } from '../checks/checks-job.ts';
import { type EngineRoom, engineKind } from '../engines/engine-kind.ts';
import { evaluationKind } from '../evaluation/evaluation-job.ts';
import { exportKind } from '../export/export-job.ts';
import { importKind } from '../import/run-import.ts';
import { type JobDescriptor, type JobKinds, type ProjectAccess, projectFor, type RequestOf } from '../job-kind.ts';
import type { Project } from '../project/project.ts';
import { photoKind } from '../photos/photo-job.ts';
import { suggestionKind } from '../reading/suggestion-job.ts';
import { restorationKind } from '../restoration/restoration-job.ts';
import { synthesisKind } from '../synthesis/synthesis-job.ts';
import { trainingKind } from '../training/training-job.ts';
import { withContractErrors } from './contract-base.ts';

/** Every kind of job. `imported` is called when an import has ended, whether it came to its end or not. */
export const jobKinds = (engines: EngineRoom, { imported }: { imported: () => void }): JobKinds => ({
  import: {
    ...importKind,
    async *run(request, context) {
      try {
        return yield* importKind.run(request, context);
      } finally {
        imported();
      }
    },
  },
  export: exportKind,
  checks: checksKind,
  suggest: suggestionKind,
  restore: restorationKind,
  photo: photoKind,
  evaluate: evaluationKind,
  train: trainingKind,
  synthesize: synthesisKind,
  engine: engineKind(engines),
});

/** Runs jobs for calls that follow them themselves, outside the list of jobs. */
export type RunDirectly = <K extends JobKind>(
  kind: K,
  request: RequestOf<K>,
  signal?: AbortSignal,
) => ReturnType<JobDescriptor<K>['run']>;

/** What it makes throws what `projectFor` throws. */
export const directly =
  (kinds: JobKinds, current: ProjectAccess, software: string): RunDirectly =>
  (kind, request, signal = new AbortController().signal) => {
    const descriptor = kinds[kind];
    const project = projectFor(current, descriptor.needs(request));
    const openProject = () => current.ifOpen;
    return withContractErrors(
      descriptor.run(request, { software, signal, project: () => project as Project, openProject }),
    );
  };
