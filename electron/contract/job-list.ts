import { z } from 'zod';
import {
  evaluationEventSchema,
  evaluationReportSchema,
  evaluationRequestSchema,
  restorationEventSchema,
  restorationReportSchema,
  restorationRequestSchema,
  suggestionEventSchema,
  suggestionReportSchema,
  suggestionRequestSchema,
} from './jobs.ts';
import { checkCountSchema } from './dataset.ts';
import { installedPackSchema, packProgressSchema, packRequestSchema } from './engines.ts';
import { pairFilterSchema } from './pairs.ts';
import { photoEventSchema, photoReportSchema, photoRequestSchema } from './photo.ts';
import { problemSchema } from './problem.ts';
import {
  exportFormatSchema,
  exportProgressSchema,
  exportReportSchema,
  importProgressSchema,
  importReportSchema,
  importRequestSchema,
} from './project.ts';
import { synthesisProgressSchema, synthesisReportSchema, synthesisRequestSchema } from './synthesis.ts';
import { trainingEventSchema, trainingReportSchema, trainingRequestSchema } from './training.ts';

/**
 * Long jobs as a window sees them: they belong to the studio, not to the page that started them, so a reload or a closed
 * window loses none. What a job yields and ends with is what the call of the same name in `studio.ts` does.
 */

export const exportRequestSchema = z.object({
  destination: z.string(),
  format: exportFormatSchema,
  filter: pairFilterSchema,
  /** Of `folders`: texts that a spreadsheet would take for formulas get an apostrophe in front, which an import takes off. */
  forSpreadsheets: z.literal(true).exactOptional(),
});

export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import'), request: importRequestSchema }),
  z.object({ kind: z.literal('export'), request: exportRequestSchema }),
  z.object({ kind: z.literal('checks'), request: z.object({}) }),
  z.object({ kind: z.literal('suggest'), request: suggestionRequestSchema }),
  z.object({ kind: z.literal('restore'), request: restorationRequestSchema }),
  z.object({ kind: z.literal('photo'), request: photoRequestSchema }),
  z.object({ kind: z.literal('evaluate'), request: evaluationRequestSchema }),
  z.object({ kind: z.literal('train'), request: trainingRequestSchema }),
  z.object({ kind: z.literal('synthesize'), request: synthesisRequestSchema }),
  z.object({ kind: z.literal('engine'), request: packRequestSchema }),
]);

/** `interrupted`: stopped by a person; the same request goes on from there. */
export const jobStateSchema = z.enum(['running', 'stopping', 'finished', 'interrupted', 'failed']);

/** A job in a list: what it is, how far it is, how it ended. */
export const jobSchema = z.object({
  id: z.int(),
  job: jobRequestSchema,
  state: jobStateSchema,
  /** Folder of the project that it works on; `null` for one on files alone. */
  project: z.string().nullable(),
  /** Items dealt with so far, and of how many where that is known. */
  done: z.int(),
  of: z.int().nullable(),
  /** Items that failed; `problems` holds the first hundred. */
  failed: z.int(),
  problems: z.array(z.object({ item: z.string(), problem: problemSchema })),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Seconds to the end at the present rate; `null` while that cannot be said. */
  secondsLeft: z.number().nullable(),
  /** Why it failed. */
  problem: problemSchema.nullable(),
  report: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('import'), report: importReportSchema }),
      z.object({ kind: z.literal('export'), report: exportReportSchema }),
      z.object({ kind: z.literal('checks'), report: z.array(checkCountSchema) }),
      z.object({ kind: z.literal('suggest'), report: suggestionReportSchema }),
      z.object({ kind: z.literal('restore'), report: restorationReportSchema }),
      z.object({ kind: z.literal('photo'), report: photoReportSchema }),
      z.object({ kind: z.literal('evaluate'), report: evaluationReportSchema }),
      z.object({ kind: z.literal('train'), report: trainingReportSchema }),
      z.object({ kind: z.literal('synthesize'), report: synthesisReportSchema }),
      z.object({ kind: z.literal('engine'), report: installedPackSchema }),
    ])
    .nullable(),
});

/**
 * One thing that a job reported, by its number in the job, counted from 0 and on through its resumptions. Numbers may be
 * missing: of progress only the latest is kept, of a long job's items the newest, of a training's steps ever fewer.
 */
export const jobEventSchema = z.object({
  number: z.int(),
  event: z.union([
    importProgressSchema.extend({ type: z.literal('import') }),
    exportProgressSchema.extend({ type: z.literal('export') }),
    synthesisProgressSchema.extend({ type: z.literal('synthesize') }),
    z.object({ type: z.literal('checks'), done: z.int(), of: z.int() }),
    packProgressSchema.extend({ type: z.literal('engine') }),
    z.object({ type: z.literal('suggest'), suggest: suggestionEventSchema }),
    z.object({ type: z.literal('restore'), restore: restorationEventSchema }),
    z.object({ type: z.literal('photo'), photo: photoEventSchema }),
    z.object({ type: z.literal('evaluate'), evaluate: evaluationEventSchema }),
    z.object({ type: z.literal('train'), train: trainingEventSchema }),
  ]),
});

export type ExportRequest = z.infer<typeof exportRequestSchema>;
export type JobRequest = z.infer<typeof jobRequestSchema>;
export type JobKind = JobRequest['kind'];
export type JobState = z.infer<typeof jobStateSchema>;
export type Job = z.infer<typeof jobSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
