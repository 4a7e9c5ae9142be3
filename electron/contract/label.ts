import { z } from 'zod';

/**
 * Reading direction of a crop as it was captured, TextZoom's `type`: `h` horizontal, `vp` turned clockwise by 90°, `vn`
 * counter-clockwise by 90°, `td` upside down (180°).
 */
export const directionSchema = z.enum(['h', 'vp', 'vn', 'td']);
export const difficultySchema = z.enum(['easy', 'medium', 'hard']);
export const statusSchema = z.enum(['new', 'in-progress', 'done', 'reviewed', 'rejected']);
export const splitSchema = z.enum(['train', 'validation', 'test']);

/** Focal lengths in millimetres. */
export const focalLengthSchema = z.number().positive().max(10_000);

/** Who labels, as people write it. */
export const annotatorSchema = z.string().max(200);
export const tagSchema = z.string().min(1).max(200);
const MOST_TAGS = 100;
/** Of one pair. */
export const tagsSchema = z.array(tagSchema).max(MOST_TAGS);

/** What a person says of a pair. `null`: not said. A transcription of '' says that there is no text. */
export const labelSchema = z.object({
  direction: directionSchema.nullable(),
  /** Unicode NFC. */
  transcription: z.string().max(10_000).nullable(),
  illegible: z.boolean(),
  difficulty: difficultySchema.nullable(),
  focalLengthLr: focalLengthSchema.nullable(),
  focalLengthHr: focalLengthSchema.nullable(),
  notes: z.string().max(100_000),
  tags: tagsSchema,
  status: statusSchema,
});

/** The fields that an edit sets; the others stay. */
export const labelChangesSchema = z.object({
  direction: labelSchema.shape.direction.exactOptional(),
  transcription: labelSchema.shape.transcription.exactOptional(),
  illegible: labelSchema.shape.illegible.exactOptional(),
  difficulty: labelSchema.shape.difficulty.exactOptional(),
  focalLengthLr: labelSchema.shape.focalLengthLr.exactOptional(),
  focalLengthHr: labelSchema.shape.focalLengthHr.exactOptional(),
  notes: labelSchema.shape.notes.exactOptional(),
  tags: labelSchema.shape.tags.exactOptional(),
  status: labelSchema.shape.status.exactOptional(),
});

export type Direction = z.infer<typeof directionSchema>;
export type Difficulty = z.infer<typeof difficultySchema>;
export type Status = z.infer<typeof statusSchema>;
export type Split = z.infer<typeof splitSchema>;
export type Label = z.infer<typeof labelSchema>;
export type LabelChanges = z.infer<typeof labelChangesSchema>;

export const EMPTY_LABEL: Label = {
  direction: null,
  transcription: null,
  illegible: false,
  difficulty: null,
  focalLengthLr: null,
  focalLengthHr: null,
  notes: '',
  tags: [],
  status: 'new',
};
