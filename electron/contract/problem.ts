import { z } from 'zod';

/** Everything that can go wrong in a way a person can act on. Codes are stable; programs may match on them. */
export const problemCodeSchema = z.enum([
  'not-found',
  'not-readable',
  'not-writable',
  'disk-full',
  'empty-file',
  'not-an-image',
  'image-damaged',
  'image-too-small',
  'image-too-large',
  'image-too-wide',
  'file-damaged',
  'unsafe-pickle',
  'wrong-checkpoint',
  'weights-missing',
  'unknown-network',
  'bad-argument',
  'engine-unusable',
  'engine-failed',
  'compute-died',
  'out-of-memory',
  'download-failed',
  'checksum-mismatch',
  'not-a-project',
  'newer-version',
  'in-use',
  'conflict',
  'diverged',
  'cancelled',
  'internal',
]);

/** A failure as it crosses a process boundary: a stable code, one sentence for a person, and the cure. */
export const problemSchema = z.object({ code: problemCodeSchema, sentence: z.string(), cure: z.string() });

export type ProblemData = z.infer<typeof problemSchema>;
