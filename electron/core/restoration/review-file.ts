import { z } from 'zod';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { readUserText } from '../../../models/base/user-file.ts';
import { type Review, reviewSchema, type Sidecar } from '../../contract/jobs.ts';
import { withEnding } from '../pictures/inputs.ts';

/**
 * The verdict on a restoration, in a file of its own beside it: restorations write pictures and sidecars and never this
 * file, so a picture that is restored again at the same moment cannot take a verdict away.
 */
const reviewFileSchema = z.object({
  format: z.literal('palimpsest-review/1'),
  /** Of the picture that was looked at; the verdict counts for it, bit by bit, alone. */
  outputSha256: z.string(),
  /** `null`: taken back. */
  review: reviewSchema.nullable(),
});

/** No picture, map or sidecar ends so, whatever pictures are called. */
export const reviewPath = (output: string): string => withEnding(output, '.review');

/** The sidecar with the verdict that counts: of the file beside it, else one that an earlier version wrote into it. */
export async function withReview(output: string, sidecar: Sidecar): Promise<Sidecar> {
  const text = await readUserText(reviewPath(output)).catch(() => undefined);
  const said = text === undefined ? undefined : parsed(text);
  if (said?.outputSha256 !== sidecar.output.sha256) return sidecar;
  return { ...sidecar, review: said.review ?? undefined };
}

/** Throws `not-writable` where something else stands in its place, and the Problems of writing. */
export async function writeReview(output: string, outputSha256: string, review: Review | null): Promise<void> {
  const path = reviewPath(output);
  const there = await readUserText(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asProblem(error, path, 'read');
  });
  if (there !== undefined && !parsed(there)) {
    throw new Problem('review-not-ours', { path });
  }
  const file: z.infer<typeof reviewFileSchema> = { format: 'palimpsest-review/1', outputSha256, review };
  await writeFileAtomically(path, `${JSON.stringify(file, null, 2)}\n`);
}

function parsed(text: string): z.infer<typeof reviewFileSchema> | undefined {
  try {
    return reviewFileSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
