import { z } from 'zod';
import { computeOptionsSchema, filesSchema } from './jobs.ts';
import { heightSchema, modeSchema, openedSchema, type ReadLine, readPageSchema, writingSchema } from './compute.ts';
import { problemSchema } from './problem.ts';

/** What the lines of a photo are written as. */
export const photoFormatSchema = z.enum(['txt', 'csv', 'json', 'alto', 'page', 'hocr']);

export const PHOTO_FORMAT = 'palimpsest-photo/1';

const modelSchema = z.object({ id: z.string(), title: z.string(), sha256: z.string() });

/** What made a reading of a photo; two runs with equal settings give equal texts. */
const photoSettingsSchema = z.object({
  writing: z.union([z.literal('auto'), writingSchema]),
  mode: modeSchema,
  height: heightSchema,
  detector: modelSchema.omit({ id: true }),
  /** What restored small lines; `null` where that was not wanted. */
  model: z.object({ name: z.string(), sha256: z.string() }).nullable(),
  readers: z.array(modelSchema),
  /** By how much a reading after restoration must be surer to be taken. */
  surerBy: z.number(),
});

/** The JSON file of a photo: everything that is known of it, in pixels of the upright picture. */
export const photoResultSchema = readPageSchema.omit({ input: true }).extend({
  format: z.literal(PHOTO_FORMAT),
  notice: z.string(),
  software: z.string(),
  /** `path` is where the photo was; by its hash it is found again elsewhere. */
  input: readPageSchema.shape.input.extend({ file: z.string(), path: z.string() }),
  settings: photoSettingsSchema,
  engine: z.object({ id: z.string(), device: z.string() }),
  /** What a person should know of it, such as that it has no text. */
  notes: z.array(problemSchema),
  /** Files written beside this one, by their names. */
  files: z.array(z.object({ format: photoFormatSchema, file: z.string(), sha256: z.string() })),
  startedAt: z.string(),
});

export const photoRequestSchema = z.object({
  inputs: filesSchema,
  out: z.string(),
  formats: z.array(photoFormatSchema).min(1),
  /** The part of the photos whose path's hash belongs to it; parts of one `of` share nothing and leave nothing out. */
  shard: z.object({ part: z.int().min(1), of: z.int().min(1) }).exactOptional(),
  /** Where lines begin; derived from what is read where not given. */
  writing: writingSchema.exactOptional(),
  /** Do not restore small lines. */
  asTheyAre: z.boolean().exactOptional(),
  /** Redo what an earlier run finished. */
  again: z.boolean().exactOptional(),
  /** Where to write a report page. */
  report: z.string().exactOptional(),
  compute: computeOptionsSchema,
});
const item = { type: z.literal('item'), input: z.string() };
export const photoEventSchema = z.union([
  /** Comes first: how much there is to do, and with what. */
  z.object({
    type: z.literal('begun'),
    items: z.int(),
    /** Photos that belong to other parts. */
    elsewhere: z.int(),
    opened: openedSchema,
    problems: z.array(problemSchema),
    passedOver: z.int(),
  }),
  z.object({ ...item, state: z.literal('failed'), problem: problemSchema }),
  z.object({ ...item, state: z.enum(['read', 'kept']), result: photoResultSchema }),
]);
export const photoReportSchema = z.object({
  read: z.int(),
  kept: z.int(),
  failed: z.int(),
  left: z.int(),
  /** Photos without text. */
  empty: z.int(),
  lines: z.int(),
});

export type PhotoFormat = z.infer<typeof photoFormatSchema>;
export type PhotoLine = ReadLine;
export type PhotoResult = z.infer<typeof photoResultSchema>;
export type PhotoSettings = z.infer<typeof photoSettingsSchema>;
export type PhotoRequest = z.infer<typeof photoRequestSchema>;
export type PhotoEvent = z.infer<typeof photoEventSchema>;
export type PhotoReport = z.infer<typeof photoReportSchema>;
