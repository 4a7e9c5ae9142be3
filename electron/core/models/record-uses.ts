import { resolve } from 'node:path';
import { readerOf } from '../../../models/recognition/reader-registry.ts';
import type {
  EvaluationEvent,
  EvaluationReport,
  RestorationEvent,
  RestorationReport,
  SubsetScores,
} from '../../contract/jobs.ts';
import type { JobContext } from '../job-kind.ts';
import { recordEvaluation, recordRestoration } from '../db/queries/models.ts';
import { layoutOf } from '../project/layout.ts';
import type { Project } from '../project/project.ts';

/** A restoration's events; where it began and ended under one project, what was made with which weights goes on its record. */
export async function* recordingRestoration(
  events: AsyncGenerator<RestorationEvent, RestorationReport, void>,
  /** The project's own folder for restorations where not given. */
  out: string | undefined,
  openProject: JobContext['openProject'],
): AsyncGenerator<RestorationEvent, RestorationReport, void> {
  const project = openProject();
  let sha256: string | undefined;
  for (;;) {
    const step = await events.next();
    if (step.done) {
      const pictures = step.value.restored + step.value.kept;
      if (sha256 !== undefined && pictures > 0 && isStill(project, openProject)) {
        const use = {
          sha256,
          folder: resolve(out ?? layoutOf(project.folder).restored),
          pictures,
          at: new Date().toISOString(),
        };
        project.write((db) => recordRestoration(db, use));
      }
      return step.value;
    }
    if (step.value.type === 'begun') sha256 = step.value.opened.superResolution?.sha256;
    yield step.value;
  }
}

/** An evaluation's events; what was measured goes on the record of the project that is open, for both networks. */
export async function* recordingEvaluation(
  events: AsyncGenerator<EvaluationEvent, EvaluationReport, void>,
  openProject: JobContext['openProject'],
): AsyncGenerator<EvaluationEvent, EvaluationReport, void> {
  const project = openProject();
  const weights = new Set<string>();
  let scores: SubsetScores[] = [];
  for (;;) {
    const step = await events.next();
    if (step.done) {
      const { report, compared } = step.value;
      if (report !== undefined && isStill(project, openProject)) {
        const facts = { at: new Date().toISOString(), report: resolve(report), pairs: compared, scores };
        project.write((db) => {
          for (const sha256 of weights) recordEvaluation(db, { sha256, ...facts });
        });
      }
      return step.value;
    }
    const event = step.value;
    if (event.type === 'begun') {
      const { superResolution, readers } = event.opened;
      if (superResolution) weights.add(superResolution.sha256);
      for (const { id, sha256 } of readers) if (readerOf(id).network !== null) weights.add(sha256);
    } else if (event.type === 'scores') ({ scores } = event);
    yield event;
  }
}

const isStill = (project: Project | undefined, openProject: JobContext['openProject']): project is Project =>
  project !== undefined && openProject() === project && !project.readOnly;
