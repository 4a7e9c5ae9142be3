import { Problem } from '../../../models/base/problem.ts';
import type { Review, Sidecar, Verdict } from '../../contract/jobs.ts';
import { withEnding } from '../pictures/inputs.ts';
import { hashOf, readSidecar, writeReview } from './sidecar.ts';

/** What people found of restorations, by job and output. The sidecars hold it; here is what was said since the job ran. */
export class Reviews {
  readonly #given = new Map<number, Map<string, Review | null>>();

  /** What this studio's people said of a job's outputs, besides what its events tell. */
  given(jobId: number): { output: string; review: Review | null }[] {
    return [...(this.#given.get(jobId) ?? [])].map(([output, review]) => ({ output, review }));
  }

  /** Writes a verdict into a restoration's sidecar, or takes it out. Throws what `soundSidecar` throws, and of writing. */
  async set(
    jobId: number,
    output: string,
    { verdict, by }: { verdict: Verdict | null; by: string },
  ): Promise<Review | null> {
    const sidecar = await soundSidecar(output);
    const review = verdict && { verdict, by, at: new Date().toISOString() };
    await writeReview(withEnding(output, '.json'), sidecar, review ?? undefined);
    const ofJob = this.#given.get(jobId) ?? new Map<string, Review | null>();
    this.#given.set(jobId, ofJob.set(output, review));
    return review;
  }
}

/**
 * The sidecar of a restoration, where it is the very picture that the sidecar tells of. Throws `not-found` without a sidecar,
 * `conflict` where the picture is another by now.
 */
export async function soundSidecar(output: string): Promise<Sidecar> {
  const sidecar = await readSidecar(withEnding(output, '.json'));
  if (!sidecar) throw new Problem('not-found', `${output} has no sidecar.`, 'Restore the picture again.');
  if ((await hashOf(output)) === sidecar.output.sha256) return sidecar;
  throw new Problem(
    'conflict',
    `${output} is gone, or is not the picture that its sidecar tells of.`,
    'Restore the picture again.',
  );
}
