import type { Job, JobRequest } from '../../contract/job-list.ts';
import type { SynthesisProgress, SynthesisReport } from '../../contract/synthesis.ts';
import { jobContext } from '../models/job-context.ts';
import { type OpenProject, recordingEvaluation, recordingRestoration } from '../models/record-uses.ts';
import { skippedItems } from '../db/queries/import-sources.ts';
import { checkingJob } from '../checks/checks-job.ts';
import { evaluationJob } from '../evaluation/evaluation-job.ts';
import { exportJob } from '../export/export-job.ts';
import { importJob } from '../import/import-job.ts';
import { progressOf } from './progress.ts';
import { takeForEvaluation } from '../pictures/project-pairs.ts';
import { restorationJob } from '../restoration/restoration-job.ts';
import { suggestionJob } from '../reading/suggestion-job.ts';
import { synthesisJob } from '../synthesis/synthesis-job.ts';
import { trainingJob } from '../training/training-job.ts';
import { findPairs } from '../evaluation/pair-set.ts';
import type { Project } from '../project/project.ts';
import type { EngineRoom } from '../service/engine-handlers.ts';
import type { JobProgressEvent } from './event-log.ts';
import { MOST_PROBLEMS } from './progress-counts.ts';

export interface JobEnd {
  report: NonNullable<Job['report']>;
  /** Whether nothing of the request is left to do. */
  isComplete: boolean;
  /** What could not be taken, where events did not tell it. */
  problems?: Job['problems'];
}

/** Whether a request needs the open project, and for what. */
export function projectUse(job: JobRequest): 'write' | 'read' | undefined {
  if (job.kind === 'export') return 'read';
  if (job.kind === 'evaluate') return 'filter' in job.request.pairs ? 'write' : undefined;
  if (job.kind === 'restore') return 'length' in job.request.inputs ? undefined : 'write';
  if (job.kind === 'synthesize') return 'project' in job.request.destination ? 'write' : undefined;
  return job.kind === 'engine' ? undefined : 'write';
}

export interface JobContext {
  software: string;
  engines: EngineRoom;
  signal: AbortSignal;
  /** Whose promoted models are used, and on whose record work goes; jobs on files need none. */
  openProject: OpenProject;
}

/** Does what a request says, by the functions that the direct calls use. `project` is there where `projectUse` asks for it. */
export async function* runRequest(
  job: JobRequest,
  project: Project | undefined,
  { software, engines, signal, openProject }: JobContext,
): AsyncGenerator<JobProgressEvent, JobEnd, void> {
  const { kind } = job;
  const opened = project as Project;
  // The others work with no model of the project, so one whose weights are gone must not be in their way.
  const usesModels = kind === 'restore' || kind === 'evaluate' || kind === 'suggest';
  const run = { software, signal, ...(usesModels && (await jobContext(openProject()))) };
  switch (kind) {
    case 'import': {
      const steps = progressOf<Parameters<Parameters<typeof importJob>[2]['onProgress']>[0], ImportEnd>(
        (onProgress, ending) => importJob(job.request, opened, { onProgress, signal: ending }),
        signal,
      );
      const report = yield* told(steps, (progress) => ({ type: kind, ...progress }));
      const skipped = skippedItems(opened.db, report.sourceId, { limit: MOST_PROBLEMS });
      const problems = skipped.map(({ key, problem }) => ({ item: key, problem }));
      return { report: { kind, report }, isComplete: report.state === 'finished', problems };
    }
    case 'export': {
      const steps = progressOf<{ written: number; of: number }, ExportEnd>(
        (onProgress, ending) => exportJob(job.request, opened.db, { onProgress, signal: ending }),
        signal,
      );
      const report = yield* told(steps, (progress) => ({ type: kind, ...progress }));
      return { report: { kind, report }, isComplete: true };
    }
    case 'checks': {
      const steps = progressOf<{ done: number; of: number }, ChecksEnd>(
        (onProgress, ending) => checkingJob(opened.db, { onProgress, signal: ending }),
        signal,
      );
      const report = yield* told(steps, (progress) => ({ type: kind, ...progress }));
      return { report: { kind, report }, isComplete: !signal.aborted };
    }
    case 'engine': {
      const steps = progressOf<Parameters<Parameters<EngineRoom['installTensorFlow']>[1]>[0], EngineEnd>(
        (onProgress, ending) => engines.installTensorFlow(job.request, onProgress, ending),
        signal,
      );
      const report = yield* told(steps, (progress) => ({ type: kind, ...progress }));
      return { report: { kind, report }, isComplete: true };
    }
    case 'suggest': {
      const report = yield* told(suggestionJob(job.request, opened.db, run), (suggest) => ({ type: kind, suggest }));
      return { report: { kind, report }, isComplete: report.left === 0 };
    }
    case 'synthesize': {
      const steps = progressOf<SynthesisProgress, SynthesisReport>(
        (onProgress, ending) => synthesisJob(job.request, () => opened, { software, onProgress, signal: ending }),
        signal,
      );
      const report = yield* told(steps, (progress) => ({ type: kind, ...progress }));
      return { report: { kind, report }, isComplete: report.state === 'finished' };
    }
    case 'restore': {
      const report = yield* told(
        recordingRestoration(
          restorationJob(job.request, () => opened, run),
          job.request.out,
          openProject,
        ),
        (restore) => ({ type: kind, restore }),
      );
      return { report: { kind, report }, isComplete: report.left === 0 };
    }
    case 'evaluate': {
      const { pairs, ...request } = job.request;
      const set = 'folder' in pairs ? await findPairs(pairs.folder) : takeForEvaluation(opened.db, pairs.filter);
      const report = yield* told(recordingEvaluation(evaluationJob(request, set, run), openProject), (evaluate) => ({
        type: kind,
        evaluate,
      }));
      return { report: { kind, report }, isComplete: report.state === 'finished' };
    }
    case 'train': {
      const report = yield* told(trainingJob(job.request, opened, run), (train) => ({ type: kind, train }));
      return { report: { kind, report }, isComplete: report.state !== 'cancelled' };
    }
  }
}

type ImportEnd = Awaited<ReturnType<typeof importJob>>;
type ExportEnd = Awaited<ReturnType<typeof exportJob>>;
type ChecksEnd = Awaited<ReturnType<typeof checkingJob>>;
type EngineEnd = Awaited<ReturnType<EngineRoom['installTensorFlow']>>;

async function* told<E, R>(
  events: AsyncGenerator<E, R, void>,
  asEvent: (event: E) => JobProgressEvent,
): AsyncGenerator<JobProgressEvent, R, void> {
  for (;;) {
    const step = await events.next();
    if (step.done) return step.value;
    yield asEvent(step.value);
  }
}
