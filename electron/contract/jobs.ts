import { z } from 'zod';
import {
  comparedSchema,
  engineIdSchema,
  heightSchema,
  inventionSchema,
  modeSchema,
  openedSchema,
  readerIdSchema,
  readingSchema,
  readSchema,
  restoredSchema,
} from './compute.ts';
import { pairFilterSchema } from './pairs.ts';
import { problemSchema } from './problem.ts';

/** What a job computes with. */
export const computeOptionsSchema = z.object({
  engine: z.union([engineIdSchema, z.literal('auto')]),
  /**
   * Weights for super-resolution, and those of the reader that needs some: a name of `models.list`, or a path; what is
   * promoted or ships where not given.
   */
  model: z.string().exactOptional(),
  readerModel: z.string().exactOptional(),
  readers: z.array(readerIdSchema),
  mode: modeSchema,
  height: heightSchema,
});

export const SIDECAR_FORMAT = 'palimpsest-restoration/1';

/** What made a restoration; two runs with equal settings give equal pictures. */
const settingsSchema = z.object({
  mode: modeSchema,
  height: heightSchema,
  model: z.object({ name: z.string(), sha256: z.string() }),
  readers: z.array(z.object({ id: z.string(), title: z.string(), sha256: z.string() })),
});

export const verdictSchema = z.enum(['accepted', 'rejected']);

/** What a person found when looking at a restoration. */
export const reviewSchema = z.object({
  verdict: verdictSchema,
  by: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
});

/** The JSON file beside a restoration. */
export const sidecarSchema = z.object({
  format: z.literal(SIDECAR_FORMAT),
  notice: z.string(),
  software: z.string(),
  input: restoredSchema.shape.input.extend({ file: z.string() }),
  /** Of a pair of the project in whose folder it is. */
  pairId: z.int().optional(),
  lowResolution: restoredSchema.shape.lowResolution,
  output: restoredSchema.shape.output.extend({ file: z.string() }),
  leftAsItIs: restoredSchema.shape.leftAsItIs,
  settings: settingsSchema,
  engine: z.object({ id: z.string(), device: z.string() }),
  /** The map of what was invented, where one was asked for. */
  invention: inventionSchema.extend({ file: z.string(), sha256: z.string() }).optional(),
  readings: restoredSchema.shape.readings,
  startedAt: z.string(),
  milliseconds: restoredSchema.shape.milliseconds,
  /** In files of earlier versions; a newer verdict has a file of its own, and is added here where sidecars are handed out. */
  review: reviewSchema.optional(),
});

/** How a reader did against the labels, in the pictures as they came or restored. */
const tallyScoreSchema = z.object({
  reader: readerIdSchema,
  view: z.enum(['input', 'restored']),
  labelled: z.int(),
  /** Share read exactly, 0 to 1. */
  accuracy: z.number(),
  cer: z.number(),
});

/** What a file of labels was good for: labels that it has, and pictures that had one. */
const labelUseSchema = z.object({ known: z.int(), used: z.int() });

const item = {
  type: z.literal('item'),
  /** A path, or what messages call the picture of a pair. */
  input: z.string(),
  /** Of a pair of the open project. */
  pairId: z.int().optional(),
};
const failedItem = z.object({
  ...item,
  state: z.literal('failed'),
  problem: problemSchema,
});
/** Comes first: how much there is to do, and with what. */
const begun = z.object({
  type: z.literal('begun'),
  items: z.int(),
  opened: openedSchema,
  /** Folders that could not be searched. */
  problems: z.array(problemSchema),
  /** Files that are no pictures by their ending. */
  passedOver: z.int(),
});

/** Files, folders and patterns. */
export const filesSchema = z.array(z.string()).min(1);
/** Pairs of the open project. */
const chosenPairsSchema = z.union([
  z.object({ filter: pairFilterSchema }),
  z.object({ pairIds: z.array(z.int()).min(1).max(100_000) }),
]);

export const restorationRequestSchema = z.object({
  /** Of pairs the LR side is restored. */
  inputs: z.union([filesSchema, chosenPairsSchema]),
  /** A folder; of pairs the project's own where not given. */
  out: z.string().exactOptional(),
  /** Redo what an earlier run finished. */
  again: z.boolean().exactOptional(),
  /** Map what was invented, beside each picture; takes about ten times as long. */
  invention: z.boolean().exactOptional(),
  /** A file of transcriptions to score readings by. */
  labels: z.string().exactOptional(),
  /** Where to write a report page. */
  report: z.string().exactOptional(),
  compute: computeOptionsSchema,
});
export const restorationEventSchema = z.union([
  begun,
  /** What there is to do, in order, a part at a time. */
  z.object({
    type: z.literal('planned'),
    items: z.array(z.object({ input: z.string(), pairId: z.int().optional() })),
  }),
  failedItem,
  z.object({
    ...item,
    state: z.enum(['restored', 'kept']),
    output: z.string(),
    sidecar: sidecarSchema,
    label: z.string().optional(),
  }),
]);
const jobEnd = { failed: z.int(), left: z.int(), scores: z.array(tallyScoreSchema), labels: labelUseSchema.optional() };
export const restorationReportSchema = z.object({ restored: z.int(), kept: z.int(), ...jobEnd });

export const readingRequestSchema = restorationRequestSchema
  .pick({ labels: true, compute: true })
  .extend({ inputs: filesSchema });
export const readingEventSchema = z.union([
  begun,
  failedItem,
  z.object({
    type: z.literal('item'),
    input: z.string(),
    state: z.literal('read'),
    result: readSchema,
    label: z.string().optional(),
  }),
]);
export const readingReportSchema = z.object({ read: z.int(), ...jobEnd });

/** An LR picture with its HR partner. */
export const comparablePairSchema = z.object({
  name: z.string(),
  /** Such as `easy`; empty where the set has none. */
  subset: z.string(),
  lr: z.string(),
  hr: z.string(),
  label: z.string().optional(),
});
const viewScores = z.object({ pairs: z.int(), exact: z.int(), accuracy: z.number(), cer: z.number() });
export const subsetScoresSchema = z.object({
  subset: z.string(),
  pairs: z.int(),
  labelled: z.int(),
  psnr: z.object({ bicubic: z.number(), restored: z.number() }),
  ssim: z.object({ bicubic: z.number(), restored: z.number() }),
  text: z.array(
    z.object({
      reader: readerIdSchema,
      scores: z.object({ bicubic: viewScores, restored: viewScores, highResolution: viewScores }),
    }),
  ),
});
/** A figure with its 95 % bounds, from a seeded bootstrap over pairs. */
export const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** One measure of one view. Differences are of the same pairs, so they tell more than two bounds beside each other. */
const measuredFigureSchema = z.object({
  /** Means over pairs: dB, 0..1, share read exactly; CER over all characters together. */
  measure: z.enum(['psnr', 'ssim', 'accuracy', 'cer']),
  reader: readerIdSchema.nullable(),
  view: z.enum(['bicubic', 'restored', 'highResolution']),
  figure: intervalSchema,
  /** Of `against`, and by how much the request's own weights are higher. */
  against: intervalSchema.nullable(),
  overAgainst: intervalSchema.nullable(),
  /** By how much it is higher than the same of plain bicubic enlargement. */
  overBicubic: intervalSchema.nullable(),
});
export const subsetFiguresSchema = z.object({
  subset: z.string(),
  pairs: z.int(),
  labelled: z.int(),
  figures: z.array(measuredFigureSchema),
});

export const evaluationRequestSchema = z.object({
  /** Pairs below a folder, or pairs of the open project, whose splits are then locked. */
  pairs: z.union([z.object({ folder: z.string() }), z.object({ filter: pairFilterSchema })]),
  out: z.string(),
  title: z.string().exactOptional(),
  /** Show every pair in the report. */
  all: z.boolean().exactOptional(),
  compute: computeOptionsSchema,
  /** Other weights to measure on the same pairs; of a network that is not named, the same as of the request. */
  against: computeOptionsSchema.pick({ model: true, readerModel: true }).exactOptional(),
});
export const evaluationEventSchema = z.union([
  z.object({
    type: z.literal('begun'),
    items: z.int(),
    opened: openedSchema,
    /** LR pictures without an HR partner. */
    unpaired: z.array(z.string()),
  }),
  z.object({
    type: z.literal('pair'),
    state: z.literal('compared'),
    pair: comparablePairSchema,
    result: comparedSchema,
  }),
  z.object({ type: z.literal('pair'), state: z.literal('failed'), pair: comparablePairSchema, problem: problemSchema }),
  z.object({
    type: z.literal('scores'),
    scores: z.array(subsetScoresSchema),
    figures: z.array(subsetFiguresSchema),
    /** What the other weights were opened as. */
    against: openedSchema.optional(),
  }),
]);
export const evaluationReportSchema = z.object({
  compared: z.int(),
  failed: z.int(),
  /** Stopped, there is no report, or one that lacks pictures. */
  state: z.enum(['finished', 'cancelled']),
  report: z.string().optional(),
});

const sideSchema = z.enum(['lr', 'hr']);
export const suggestionRequestSchema = z.object({
  filter: pairFilterSchema,
  sides: z.array(sideSchema).min(1),
  /** Read again what these readers have read with these weights before. */
  again: z.boolean().exactOptional(),
  compute: computeOptionsSchema.pick({ engine: true, readerModel: true, readers: true, mode: true }),
});
export const suggestionEventSchema = z.union([
  z.object({ type: z.literal('begun'), items: z.int(), opened: openedSchema }),
  z.object({ type: z.literal('item'), pairId: z.int(), side: sideSchema, state: z.enum(['read', 'kept']) }),
  z.object({
    type: z.literal('item'),
    pairId: z.int(),
    side: sideSchema,
    state: z.literal('failed'),
    problem: problemSchema,
  }),
]);
export const suggestionReportSchema = z.object({
  read: z.int(),
  kept: z.int(),
  failed: z.int(),
  left: z.int(),
  /** Pairs whose proposed difficulty changed. */
  proposed: z.int(),
});
/** What a reader made of one side of a pair. */
export const suggestionSchema = readingSchema.omit({ text: true }).extend({
  side: z.enum(['lr', 'hr', 'sr']),
  reader: z.string(),
  weightsSha256: z.string(),
  transcription: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
});

export type ComputeOptions = z.infer<typeof computeOptionsSchema>;
export type RestorationSettings = z.infer<typeof settingsSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Review = z.infer<typeof reviewSchema>;
export type Sidecar = z.infer<typeof sidecarSchema>;
export type TallyScore = z.infer<typeof tallyScoreSchema>;
export type LabelUse = z.infer<typeof labelUseSchema>;
export type ChosenPairs = z.infer<typeof chosenPairsSchema>;
export type RestorationRequest = z.infer<typeof restorationRequestSchema>;
export type RestorationEvent = z.infer<typeof restorationEventSchema>;
export type RestorationReport = z.infer<typeof restorationReportSchema>;
export type ReadingRequest = z.infer<typeof readingRequestSchema>;
export type ReadingEvent = z.infer<typeof readingEventSchema>;
export type ReadingReport = z.infer<typeof readingReportSchema>;
export type SubsetScores = z.infer<typeof subsetScoresSchema>;
export type Interval = z.infer<typeof intervalSchema>;
export type SubsetFigures = z.infer<typeof subsetFiguresSchema>;
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;
export type EvaluationEvent = z.infer<typeof evaluationEventSchema>;
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
export type SuggestionRequest = z.infer<typeof suggestionRequestSchema>;
export type SuggestionEvent = z.infer<typeof suggestionEventSchema>;
export type SuggestionReport = z.infer<typeof suggestionReportSchema>;
export type Suggestion = z.infer<typeof suggestionSchema>;
