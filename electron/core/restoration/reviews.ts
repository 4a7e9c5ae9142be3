import { Problem, asProblem } from '../../../models/base/problem.ts';
import type { Review, Sidecar, Verdict } from '../../contract/jobs.ts';
import { withEnding } from '../pictures/inputs.ts';
import { reviewPath, withReview, writeReview } from './review-file.ts';
import { hashOf, readSidecar } from './sidecar.ts';
import { relative, resolve, sep } from 'node:path';
import { makeExport } from '../export/new-export.ts';
import { isThere, readUserFile } from '../../../models/base/user-file.ts';

/** What people found of restorations, by job and output. Files beside them hold it; here is what was said since the job ran. */
export class Reviews {
  readonly #given = new Map<number, Map<string, Review | null>>();
  /** The last verdict of each output that is being written. */
  readonly #writing = new Map<string, Promise<unknown>>();

  /** What this studio's people said of a job's outputs, besides what its events tell. */
  given(jobId: number): { output: string; review: Review | null }[] {
    return [...(this.#given.get(jobId) ?? [])].map(([output, review]) => ({ output, review }));
  }

  /**
   * Writes a verdict beside a restoration, or takes it back; those on one picture in the order in which they were given.
   * Throws what `soundSidecar` and `writeReview` throw.
   */
  async set(
    jobId: number,
    output: string,
    { verdict, by }: { verdict: Verdict | null; by: string },
  ): Promise<Review | null> {
    const review = verdict && { verdict, by, at: new Date().toISOString() };
    await this.#inTurn(resolve(output), async () => {
      const sidecar = await soundSidecar(output);
      await writeReview(output, sidecar.output.sha256, review);
      const ofJob = this.#given.get(jobId) ?? new Map<string, Review | null>();
      this.#given.set(jobId, ofJob.set(output, review));
    });
    return review;
  }

  async #inTurn(output: string, work: () => Promise<void>): Promise<void> {
    const before = this.#writing.get(output) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#writing.set(output, mine);
    try {
      await mine;
    } finally {
      if (this.#writing.get(output) === mine) this.#writing.delete(output);
    }
  }
}

/**
 * The sidecar of a restoration with the verdict on it, where it is the very picture that the sidecar tells of. Throws `not-found` without a sidecar,
 * `conflict` where the picture is another by now.
 */
export async function soundSidecar(output: string): Promise<Sidecar> {
  const sidecar = await readSidecar(withEnding(output, '.json'));
  if (!sidecar) throw new Problem('no-sidecar', { output });
  if ((await hashOf(output)) === sidecar.output.sha256) return withReview(output, sidecar);
  throw new Problem('output-changed', { output });
}

interface ReviewedExport {
  /** Restorations below `folder`. */
  outputs: readonly string[];
  folder: string;
  destination: string;
  /** Which are copied; `null`: all. */
  verdict: Verdict | null;
}

/**
 * Copies restorations with their sidecars, maps and verdicts into a new folder, under the same names: all of them or, where one fails,
 * nothing. Throws `bad-argument` where there is none to copy, and what `makeExport` and `soundSidecar` throw.
 */
export async function exportReviewed({ outputs, folder, destination, verdict }: ReviewedExport): Promise<number> {
  return makeExport(destination, { signal: undefined }, async (target) => {
    let copied = 0;
    for (const output of outputs) {
      const said = await readSidecar(withEnding(output, '.json'));
      if (verdict !== null && (said && (await withReview(output, said)).review?.verdict) !== verdict) continue;
      const { invention, review } = await soundSidecar(output);
      const endings = ['.png', '.json', ...(invention ? ['.invention.png'] : [])];
      const paths = endings.map((ending) => withEnding(output, ending));
      // A verdict of an earlier version stands in the sidecar.
      if (review && (await isThere(reviewPath(output)))) paths.push(reviewPath(output));
      for (const path of paths) {
        const bytes = await readUserFile(path).catch((error: unknown) => {
          throw asProblem(error, path, 'read');
        });
        await target.write(relative(folder, path).split(sep).join('/'), bytes);
      }
      copied++;
    }
    if (copied === 0) throw nothing(verdict);
    return copied;
  });
}

const nothing = (verdict: Verdict | null): Problem =>
  verdict === null ? new Problem('nothing-restored', {}) : new Problem('none-of-verdict', { verdict });
