import { z } from 'zod';
import {
  annotatorSchema,
  difficultySchema,
  directionSchema,
  focalLengthSchema,
  labelChangesSchema,
  labelSchema,
  splitSchema,
  statusSchema,
  tagSchema,
} from './label.ts';

/** 1: the first annotator's; 2: the second's, who does not see the first. */
export const passSchema = z.union([z.literal(1), z.literal(2)]);

/** What can be wrong with a pair; `core/db/check-names.ts` says what each means. */
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

/** Characters of a text that is looked for; what takes longer would hold everybody else up. */
export const MOST_SEARCHED = 1000;
/** Characters of a subset, which is a folder's path. */
const MOST_PATH = 4096;

/** Which pairs; all conditions together, on labels of the pass that is asked for. `null` asks for what is not said. */
export const pairFilterSchema = z.object({
  subset: z.string().max(MOST_PATH).exactOptional(),
  split: splitSchema.nullable().exactOptional(),
  status: statusSchema.exactOptional(),
  direction: directionSchema.nullable().exactOptional(),
  difficulty: difficultySchema.nullable().exactOptional(),
  /** Part of the transcription, in any case. */
  text: z.string().max(MOST_SEARCHED).exactOptional(),
  tag: tagSchema.exactOptional(),
  check: checkNameSchema.exactOptional(),
  focalLengthLr: focalLengthRangeSchema.exactOptional(),
  focalLengthHr: focalLengthRangeSchema.exactOptional(),
  /** Neither transcribed nor illegible. */
  unlabelled: z.literal(true).exactOptional(),
  illegible: z.literal(true).exactOptional(),
  /** Has seen edits by this person. */
  annotator: annotatorSchema.exactOptional(),
});

export const pairQuerySchema = z.object({
  filter: pairFilterSchema.exactOptional(),
  /** `uncertainty`: the least certain first, what nothing has read last. */
  order: z.enum(['id', 'name', 'uncertainty']).exactOptional(),
  /** The first where nothing else is said. */
  pass: passSchema.exactOptional(),
});

/** A pair's place in an order; a list goes on after it, whether or not the pair is still in it. */
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
  /** Of the pass that was asked for, and of no other. */
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
  /** The changed fields' values. */
  before: labelChangesSchema,
  after: labelChangesSchema,
  /** Of undo and redo: the edit's event. */
  targetEventId: z.int().nullable(),
  /** An edit that is taken back at present. */
  undone: z.boolean(),
});

export type PairFilter = z.infer<typeof pairFilterSchema>;
export type PairOrder = NonNullable<PairQuery['order']>;
export type PairPlace = z.infer<typeof pairPlaceSchema>;
export type PairQuery = z.infer<typeof pairQuerySchema>;
export type ListedPair = z.infer<typeof listedPairSchema>;
export type FocalLengthRange = z.infer<typeof focalLengthRangeSchema>;
export type CheckName = z.infer<typeof checkNameSchema>;
export type Pass = z.infer<typeof passSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
