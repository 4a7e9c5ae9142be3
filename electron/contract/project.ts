import { z } from 'zod';
import { statusSchema } from './label.ts';
import { problemSchema } from './problem.ts';

export const projectInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** ISO 8601, UTC. */
  created: z.string(),
  folder: z.string(),
  formatVersion: z.int(),
  counts: z.object({
    pairs: z.int(),
    images: z.int(),
    photos: z.int(),
    byStatus: z.partialRecord(statusSchema, z.int()),
  }),
  /** Of the database and its log. */
  bytes: z.number(),
  /** Who has it open for writing. */
  openIn: z.object({ host: z.string(), pid: z.int(), program: z.string(), since: z.string() }).optional(),
  /** Why nothing can be written, where that is so. */
  readOnly: z.object({ reason: problemSchema }).optional(),
  /** Why the last scheduled backup could not be made. */
  backupProblem: problemSchema.optional(),
});

const checkFindingSchema = z.object({ check: z.string(), detail: z.string() });
export const projectCheckSchema = z.object({
  /** No faults; notes may be there. */
  ok: z.boolean(),
  faults: z.array(checkFindingSchema),
  notes: z.array(checkFindingSchema),
  imagesChecked: z.int(),
});

/** Counts are of all runs of an import together. */
const importCounts = {
  imported: z.int(),
  /** Items whose images the project already had as one pair. */
  known: z.int(),
  skipped: z.int(),
};
export const importProgressSchema = z.object({ ...importCounts, of: z.int().optional() });
export const importReportSchema = z.object({
  ...importCounts,
  sourceId: z.int(),
  state: z.enum(['finished', 'cancelled']),
  /** Items that earlier runs had dealt with. */
  before: z.int(),
});
export const skippedItemSchema = z.object({ key: z.string(), problem: problemSchema });

export const exportFormatSchema = z.enum(['textzoom-lmdb', 'folders', 'photo-json', 'paddleocr', 'image-folder']);
export const exportProgressSchema = z.object({ written: z.int(), of: z.int() });
export const exportReportSchema = z.object({
  written: z.int(),
  leftOut: z.array(z.object({ pairId: z.int(), reason: z.string() })),
});

export type ProjectInfo = z.infer<typeof projectInfoSchema>;
export type ExportFormat = z.infer<typeof exportFormatSchema>;
