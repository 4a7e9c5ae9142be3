import { z } from 'zod';
import { annotatorSchema, directionSchema, labelChangesSchema, statusSchema } from './label.ts';
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

/** What a check found: in which of its parts, and what. */
const checkFindingSchema = z.object({
  check: z.enum(['file', 'references', 'images', 'labels', 'journal', 'orphans', 'sides']),
  problem: problemSchema,
});
export const projectCheckSchema = z.object({
  /** No faults; notes may be there. */
  ok: z.boolean(),
  faults: z.array(checkFindingSchema),
  notes: z.array(checkFindingSchema),
  imagesChecked: z.int(),
});

/** What the check of a project after opening came to. */
export const projectHealthSchema = z.object({
  /** `unknown`: the check could not be made, as `problem` says. */
  state: z.enum(['sound', 'damaged', 'unknown']),
  /** ISO 8601, UTC. */
  at: z.string(),
  faults: z.array(checkFindingSchema),
  imagesChecked: z.int(),
  /** Labels that a crash had taken from the database and that came back from the journal. */
  broughtBack: z.int(),
  problem: problemSchema.nullable(),
});

export const backupFactsSchema = z.object({
  /** Its name in the project's `backups` folder. */
  name: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  kind: z.enum(['scheduled', 'before-migration']),
  bytes: z.number(),
  /** What its full check found: `proven` is sound. */
  state: z.enum(['proven', 'damaged', 'unchecked']),
  /** What it holds, labels of both passes; `null` for a damaged one. */
  contents: z.object({ pairs: z.int(), labels: z.int() }).nullable(),
  /** The first of a damaged one. */
  fault: problemSchema.nullable(),
});

export const restoredProjectSchema = z.object({
  /** Name of the backup. */
  backup: z.string(),
  /** Folder in which the former database is kept; `null` where there was none. */
  setAside: z.string().nullable(),
  pairs: z.int(),
  labels: z.int(),
  /** Labels that were saved since the backup was made and came back from the journal. */
  replayed: z.int(),
  /** Labels in the journal of pairs that the backup does not hold. */
  left: z.int(),
});

export const importRequestSchema = z.object({
  source: z.string(),
  sides: z.object({ lr: z.string(), hr: z.string() }).exactOptional(),
  photos: z.string().exactOptional(),
  /** Where a JSON file names no LR photos: what to write in place of which part of the HR photo's name. */
  lrName: z.object({ replace: z.string(), by: z.string() }).exactOptional(),
  annotator: annotatorSchema.exactOptional(),
});

/** Counts are of all runs of an import together, until it is finished; after that all that it brought is known. */
const importCounts = {
  imported: z.int(),
  /** Items whose images the project already had as one pair. */
  known: z.int(),
  /** Items that were not taken. */
  skipped: z.int(),
  /** What could not be taken of label files and the like, and is no item; in the list of the skipped ones too. */
  remarks: z.int(),
};
export const importProgressSchema = z.object({
  ...importCounts,
  /** Items, skips and remarks together, where the source knows. */
  of: z.int().optional(),
});
export const importReportSchema = z.object({
  ...importCounts,
  /** For the calls about skipped and differing items. */
  sourceId: z.int(),
  /** `cancelled`: the same import goes on where it stopped. */
  state: z.enum(['finished', 'cancelled']),
  /** Items that earlier runs had dealt with; all of them where the import was finished before. */
  before: z.int(),
});
export const skippedItemSchema = z.object({ key: z.string(), problem: problemSchema });
/** An item whose images the project has as this pair, and what the source says otherwise than the pair's label, which stays. */
export const differingItemSchema = z.object({
  key: z.string(),
  pairId: z.int(),
  name: z.string(),
  difference: labelChangesSchema,
});

/** Item by item what an import would store. Pictures are small PNG data addresses, at most 64 rows high. */
export const importPreviewSchema = z.object({
  /** What the source was taken for, in words. */
  kind: z.string(),
  of: z.int().optional(),
  items: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      subset: z.string(),
      lr: z.string().nullable(),
      hr: z.string().nullable(),
      transcription: z.string().nullable(),
      direction: directionSchema.nullable(),
    }),
  ),
  skipped: z.array(skippedItemSchema),
});

export const exportFormatSchema = z.enum(['textzoom-lmdb', 'folders', 'photo-json', 'paddleocr', 'image-folder']);
export const exportProgressSchema = z.object({ written: z.int(), of: z.int() });
export const exportReportSchema = z.object({
  written: z.int(),
  /** Items that the format cannot hold. */
  leftOut: z.array(z.object({ pairId: z.int(), reason: z.string() })),
});

export type CheckFinding = z.infer<typeof checkFindingSchema>;
export type CheckReport = z.infer<typeof projectCheckSchema>;
export type ProjectHealth = z.infer<typeof projectHealthSchema>;
export type BackupFacts = z.infer<typeof backupFactsSchema>;
export type RestoredProject = z.infer<typeof restoredProjectSchema>;
export type DifferingItem = z.infer<typeof differingItemSchema>;
export type ProjectInfo = z.infer<typeof projectInfoSchema>;
export type ImportPreview = z.infer<typeof importPreviewSchema>;
export type ImportProgress = z.infer<typeof importProgressSchema>;
export type ImportReport = z.infer<typeof importReportSchema>;
export type ImportRequest = z.infer<typeof importRequestSchema>;
export type ExportProgress = z.infer<typeof exportProgressSchema>;
export type ExportReport = z.infer<typeof exportReportSchema>;
export type ExportFormat = z.infer<typeof exportFormatSchema>;
