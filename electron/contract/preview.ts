import { z } from 'zod';
import { computeOptionsSchema } from './jobs.ts';
import { previewSchema, inventionSchema, openedSchema } from './compute.ts';

/** What the preview, a compute host that stays warm while the window is open, makes of single pictures. */

/** A restored picture, with what it was made of, on addresses that a window can show. */
export const previewResultSchema = previewSchema.omit({ pictures: true }).extend({
  opened: openedSchema,
  /** `lr` as it came, the others in the restoration's size. */
  urls: z.object({ lr: z.string(), bicubic: z.string(), restored: z.string(), hr: z.string().nullable() }),
  invention: inventionSchema.extend({
    /** Address of a PNG of the restoration's size whose opacity says how much each place was invented. */
    overlayUrl: z.string(),
  }),
});

/** The LR side of a pair of the open project, or a picture file that a job of this studio has dealt with. */
export const previewPictureSchema = z.union([
  z.object({ pairId: z.int() }),
  z.object({ jobId: z.int(), input: z.string() }),
]);

export const previewRequestSchema = z.object({ picture: previewPictureSchema, compute: computeOptionsSchema });

export type PreviewReply = z.infer<typeof previewResultSchema>;
export type PreviewPicture = z.infer<typeof previewPictureSchema>;
