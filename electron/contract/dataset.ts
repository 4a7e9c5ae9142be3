import { z } from 'zod';
import { splitSchema } from './label.ts';
import { checkNameSchema } from './pairs.ts';

const tally = z.object({ value: z.string().nullable(), pairs: z.int() });

export const statisticsSchema = z.object({
  pairs: z.int(),
  byStatus: z.array(tally),
  byDirection: z.array(tally),
  byDifficulty: z.array(tally),
  byProposedDifficulty: z.array(tally),
  bySplit: z.array(tally),
  bySubset: z.array(tally),
  byAnnotator: z.array(z.object({ annotator: z.string(), firstPass: z.int(), secondPass: z.int() })),
  characters: z.array(z.object({ character: z.string(), times: z.int() })),
  lengths: z.array(z.object({ length: z.int(), pairs: z.int() })),
  imageSizes: z.record(z.enum(['lr', 'hr']), z.array(z.object({ width: z.int(), height: z.int(), pairs: z.int() }))),
});

const categoryAgreement = z.object({ pairs: z.int(), equal: z.number().nullable(), kappa: z.number().nullable() });
export const agreementSchema = z.object({
  pairs: z.int(),
  transcription: z.object({ pairs: z.int(), meanCer: z.number().nullable(), equal: z.number().nullable() }),
  illegible: categoryAgreement,
  direction: categoryAgreement,
  difficulty: categoryAgreement,
  disagreements: z.array(
    z.object({ pairId: z.int(), name: z.string(), fields: z.array(z.string()), cer: z.number().nullable() }),
  ),
});

export const checkCountSchema = z.object({
  check: checkNameSchema,
  /** Not there for a check that was never made. */
  pairs: z.int().optional(),
  /** When it was made, ISO 8601 in UTC; not there for a check that is always up to date, or was never made. */
  at: z.string().optional(),
  /** The project has changed since in a way that may change the findings. */
  stale: z.boolean(),
});

export const splitCountSchema = z.object({
  split: splitSchema.nullable(),
  photos: z.int(),
  pairs: z.int(),
  lockedPhotos: z.int(),
});
export const splitRequestSchema = z.object({
  shares: z.partialRecord(splitSchema, z.number().min(0)),
  seed: z.int(),
  stratifyBy: z.literal('subset').exactOptional(),
});

export type Statistics = z.infer<typeof statisticsSchema>;
export type CheckCount = z.infer<typeof checkCountSchema>;
export type SplitCount = z.infer<typeof splitCountSchema>;
export type SplitRequest = z.infer<typeof splitRequestSchema>;
export type Agreement = z.infer<typeof agreementSchema>;
