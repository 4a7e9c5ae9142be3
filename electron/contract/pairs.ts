import { z } from 'zod';
import {
  difficultySchema,
  directionSchema,
  focalLengthSchema,
  labelChangesSchema,
  labelSchema,
  splitSchema,
  statusSchema,
} from './label.ts';

/** 1: the first annotator's; 2: the second's, who does not see the first. */
export const passSchema = z.union([z.literal(1), z.literal(2)]);

/** What can be wrong with a pair; `core/checks/check-names.ts` says what each means. */
export const checkNameSchema = z.enum([
  'empty-label',
  'alphabet',
  'direction',
  'aspect',
  'shift',
  'duplicate',
  'near-duplicate',
  'split-leak',
  'reading',
  'blur',
  'clipping',
]);

/** Inclusive bounds in millimetres. */
const focalLengthRangeSchema = z.object({
  least: focalLengthSchema.exactOptional(),
  most: focalLengthSchema.exactOptional(),
});

/** Which pairs; all conditions together. `null` asks for what is not said. */
export const pairFilterSchema = z.object({
  subset: z.string().exactOptional(),
  split: splitSchema.nullable().exactOptional(),
  status: statusSchema.exactOptional(),
  direction: directionSchema.nullable().exactOptional(),
  difficulty: difficultySchema.nullable().exactOptional(),
  /** Part of the transcription, in any case. */
  text: z.string().exactOptional(),
  tag: z.string().exactOptional(),
  check: checkNameSchema.exactOptional(),
  focalLengthLr: focalLengthRangeSchema.exactOptional(),
  focalLengthHr: focalLengthRangeSchema.exactOptional(),
  /** Neither transcribed nor illegible. */
  unlabelled: z.literal(true).exactOptional(),
  illegible: z.literal(true).exactOptional(),
  annotator: z.string().exactOptional(),
});

export const pairQuerySchema = z.object({
  filter: pairFilterSchema.exactOptional(),
  /** `uncertainty`: the least certain first. */
  order: z.enum(['id', 'name', 'uncertainty']).exactOptional(),
  pass: passSchema.exactOptional(),
});

/** A pair's place in an order, to go on after. */
export const pairPlaceSchema = z.object({ id: z.int(), name: z.string(), uncertainty: z.number() });

const listedImageSchema = z.object({ id: z.int(), width: z.int(), height: z.int() });

/** What a list shows of a pair. Pixels travel by the image's id, not in here. */
export const listedPairSchema = z.object({
  id: z.int(),
  name: z.string(),
  subset: z.string(),
  photoId: z.int(),
  split: splitSchema.nullable(),
  lr: listedImageSchema.nullable(),
  hr: listedImageSchema.nullable(),
  directionProposed: directionSchema.nullable(),
  difficultyProposed: difficultySchema.nullable(),
  /** 0..1; `null` while nothing has read it. */
  uncertainty: z.number().nullable(),
  label: labelSchema,
});

export const pairPageSchema = z.object({ pairs: z.array(listedPairSchema), next: pairPlaceSchema.optional() });

export const historyEntrySchema = z.object({
  eventId: z.int(),
  actionId: z.int(),
  pass: passSchema,
  annotator: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  kind: z.enum(['import', 'edit', 'undo', 'redo']),
  before: labelChangesSchema,
  after: labelChangesSchema,
  targetEventId: z.int().nullable(),
  undone: z.boolean(),
});

export type PairFilter = z.infer<typeof pairFilterSchema>;
export type PairQuery = z.infer<typeof pairQuerySchema>;
export type ListedPair = z.infer<typeof listedPairSchema>;
export type CheckName = z.infer<typeof checkNameSchema>;
export type Pass = z.infer<typeof passSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
