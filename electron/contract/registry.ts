import { z } from 'zod';
import { networkIdSchema } from './compute.ts';
import { subsetScoresSchema } from './jobs.ts';
import { trainingScoreSchema, trainingRequestSchema } from './training.ts';

/** What a project knows of its models: where each comes from, how it did, what was done with it. */

const networkSchema = networkIdSchema;
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const namedWeights = z.object({ name: z.string(), sha256: z.string() });

export const snapshotSchema = z.object({
  sha256: sha256Schema,
  /** ISO 8601, UTC. */
  takenAt: z.string(),
  /** Crops of the train and the validation split. */
  training: z.int(),
  validation: z.int(),
});

export const trainingRunSchema = z.object({
  id: z.int(),
  name: z.string(),
  network: networkSchema,
  request: trainingRequestSchema,
  /** `open`: it runs, or goes on when it is requested for again. `abandoned`: begun anew under the same name since. */
  state: z.enum(['open', 'finished', 'stopped-early', 'abandoned']),
  base: namedWeights,
  snapshot: snapshotSchema,
  engine: z.string(),
  device: z.string(),
  software: z.string(),
  begunAt: z.string(),
  endedAt: z.string().nullable(),
  before: trainingScoreSchema.nullable(),
  best: z.object({ step: z.int(), score: trainingScoreSchema }).nullable(),
  /** SHA-256 of the model that came of it. */
  model: sha256Schema.nullable(),
});

export const trainingCurveSchema = z.object({
  /** Means over the steps since the one before. */
  losses: z.array(z.object({ step: z.int(), loss: z.number() })),
  measured: z.array(z.object({ step: z.int(), score: trainingScoreSchema, isBest: z.boolean() })),
});

export const registeredModelSchema = z.object({
  sha256: sha256Schema,
  name: z.string(),
  network: networkSchema,
  title: z.string(),
  origin: z.enum(['trained', 'imported']),
  base: namedWeights.nullable(),
  /** Of the project's runs. */
  runId: z.int().nullable(),
  snapshotSha256: sha256Schema.nullable(),
  addedAt: z.string(),
  /** Whether the project's work is done with it where nobody names a model. */
  isPromoted: z.boolean(),
  /** Whether its weights lie in the project's folder. */
  hasWeights: z.boolean(),
});

/** What would be left without its model, or hangs on it. */
export const modelUsesSchema = z.object({
  isPromoted: z.boolean(),
  /** Names of models that were trained from it. */
  descendants: z.array(z.string()),
  restorations: z.array(z.object({ folder: z.string(), pictures: z.int(), at: z.string() })),
  evaluations: z.array(
    z.object({ at: z.string(), report: z.string(), pairs: z.int(), scores: z.array(subsetScoresSchema) }),
  ),
});

export const modelLineageSchema = z.object({
  model: registeredModelSchema,
  /** From what it began with back to the first that this project knows. */
  ancestors: z.array(namedWeights),
  run: trainingRunSchema.nullable(),
  uses: modelUsesSchema,
});

export type TrainingRun = z.infer<typeof trainingRunSchema>;
export type TrainingCurve = z.infer<typeof trainingCurveSchema>;
export type RegisteredModel = z.infer<typeof registeredModelSchema>;
export type ModelUses = z.infer<typeof modelUsesSchema>;
export type ModelLineage = z.infer<typeof modelLineageSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;
