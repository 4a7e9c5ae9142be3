import { z } from 'zod';
import { computeWishSchema } from './jobs.ts';
import { comparedSchema, openedSchema, readingSchema, readerIdSchema } from './compute.ts';

/** What the workbench, a compute host that stays warm while the window is open, makes of single pictures. */

const sizeSchema = z.object({ width: z.int(), height: z.int() });

/** How sure a restoration is, as measured without knowing the truth. Both are means over the picture, 0..1. */
export const inventionSchema = z.object({
  /** Mean absolute difference between the restoration shrunk back and the low-resolution picture. */
  inconsistency: z.number(),
  /** Mean standard deviation over restorations of slightly changed copies of the same picture. */
  variance: z.number(),
  /** Address of a PNG of the restoration's size whose opacity says how much each place was invented. */
  overlayUrl: z.string(),
});

const viewReadings = z.array(z.object({ reader: readerIdSchema, reading: readingSchema }));

/** A restored picture, with what it was made of, on addresses that a window can show. */
export const benchResultSchema = z.object({
  opened: openedSchema,
  lowResolution: sizeSchema,
  output: sizeSchema,
  urls: z.object({ lr: z.string(), bicubic: z.string(), restored: z.string(), hr: z.string().nullable() }),
  readings: z.object({ lr: viewReadings, bicubic: viewReadings, restored: viewReadings, hr: viewReadings.nullable() }),
  /** Against HR, where there is one. */
  metrics: comparedSchema.pick({ bicubic: true, restored: true }).nullable(),
  invention: inventionSchema,
});

/** The LR side of a pair of the open project, or a picture file that a job of this studio has dealt with. */
export const benchPictureSchema = z.union([
  z.object({ pairId: z.int() }),
  z.object({ jobId: z.int(), input: z.string() }),
]);

export const benchWishSchema = z.object({ picture: benchPictureSchema, compute: computeWishSchema });

export const verdictSchema = z.enum(['accepted', 'rejected']);

export type Invention = z.infer<typeof inventionSchema>;
export type BenchResult = z.infer<typeof benchResultSchema>;
export type BenchPicture = z.infer<typeof benchPictureSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
