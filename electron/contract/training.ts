import { z } from 'zod';
import { engineIdSchema, networkIdSchema } from './compute.ts';
import { modelNameSchema } from './model-name.ts';
import { modelFactsSchema } from './models.ts';
import { pairFilterSchema } from './pairs.ts';
import { problemSchema } from './problem.ts';
import { synthesisConfigSchema } from './synthesis.ts';
import { trainingSideSchema } from './training-side.ts';

/** A training on the train split of the open project, measured on its validation split. */
export const trainingRequestSchema = z.object({
  network: networkIdSchema,
  /** What the model is called when it is done. */
  name: modelNameSchema,
  /** Weights to begin with: a name of `models.list`, or a path; the newest shipped where not given. */
  base: z.string().exactOptional(),
  /** Pairs to train on and to be measured on, besides their splits. */
  filter: pairFilterSchema,
  /** `compatible` repeats the published recipe; `correct` adds a schedule and natural proportions. */
  preset: z.enum(['correct', 'compatible']),
  /** Of CRNN: pictures that it learns to read, and is measured on. */
  sides: z.array(trainingSideSchema).min(1),
  /** TSRN weights that make the pictures of side `sr`, as `base`; those that the project works with where not given. */
  restorer: z.string().exactOptional(),
  steps: z.int().min(1).max(10_000_000),
  batch: z.int().min(1).max(1024),
  /** The preset's where not given. */
  learningRate: z.number().positive().max(1).exactOptional(),
  /** Steps between two measurements, each with a checkpoint. */
  measureEvery: z.int().min(1),
  /** Measurements without gain after which it ends early; 0: never. */
  patience: z.int().min(0),
  /** Parameters whose names begin so stay as they are. */
  frozen: z.array(z.string()),
  /** Every difficulty as often as the others. */
  balance: z.boolean(),
  /** Synthetic pairs beside the project's own: `mix` is their share of every batch; at 1 the train split is not used. */
  synthetic: z.object({ config: synthesisConfigSchema, mix: z.number().gt(0).max(1) }).exactOptional(),
  /** How much the project's crops are varied while it learns: colours, noise, for CRNN also their place. 0 or not given: not. */
  augmentation: z.number().min(0).max(1).exactOptional(),
  seed: z.int().min(0),
  engine: z.union([engineIdSchema, z.literal('auto')]),
  /** Begin anew where an earlier run of this name left a checkpoint. */
  again: z.boolean().exactOptional(),
});

/** On the validation split: TSRN by mean PSNR, CRNN by character error rate. */
export const trainingScoreSchema = z.union([
  z.object({ psnr: z.number(), ssim: z.number(), bicubicPsnr: z.number() }),
  z.object({ cer: z.number(), accuracy: z.number() }),
]);

export const trainingEventSchema = z.union([
  z.object({
    type: z.literal('begun'),
    engine: engineIdSchema,
    device: z.string(),
    base: z.string(),
    training: z.int(),
    validation: z.int(),
    /** More than 0 where an earlier run goes on. */
    step: z.int(),
  }),
  z.object({
    type: z.literal('step'),
    step: z.int(),
    loss: z.number(),
    parts: z.record(z.string(), z.number()),
    learningRate: z.number(),
    batch: z.int(),
    /** To the last step at the present rate, measurements included; `null` while that cannot be said. */
    secondsLeft: z.number().nullable(),
  }),
  z.object({ type: z.literal('measured'), step: z.int(), score: trainingScoreSchema, isBest: z.boolean() }),
  /** After a measurement: what it makes of one of a few validation pairs, always the same ones. */
  z.object({
    type: z.literal('sample'),
    step: z.int(),
    pairId: z.int(),
    /** The picture that it was shown. */
    side: trainingSideSchema,
    transcription: z.string().nullable(),
    /** Of the pair's pictures, by which a shell shows them. */
    images: z.object({ lr: z.int().nullable(), hr: z.int().nullable() }),
    /** TSRN: a PNG as a data: address, and its PSNR in dB. */
    restored: z.string().exactOptional(),
    psnr: z.number().exactOptional(),
    /** CRNN. */
    reading: z.string().exactOptional(),
  }),
  /** Something went wrong and was dealt with, as the sentence says. */
  z.object({ type: z.literal('notice'), step: z.int(), problem: problemSchema }),
]);

export const trainingReportSchema = z.object({
  /** `cancelled`: the same request again goes on. */
  state: z.enum(['finished', 'stopped-early', 'cancelled']),
  step: z.int(),
  before: trainingScoreSchema,
  best: z.object({ step: z.int(), score: trainingScoreSchema }),
  /** Not there where nothing was better than before, or it is not at its end. */
  model: modelFactsSchema.optional(),
});

export type TrainingRequest = z.infer<typeof trainingRequestSchema>;
export type TrainingScore = z.infer<typeof trainingScoreSchema>;
export type TrainingEvent = z.infer<typeof trainingEventSchema>;
export type TrainingReport = z.infer<typeof trainingReportSchema>;
