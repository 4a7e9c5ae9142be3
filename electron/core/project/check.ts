import { setImmediate } from 'node:timers/promises';
import type { Database } from '../db/connection.ts';
import { danglingReferences, integrityFaults } from '../db/integrity.ts';
import { replayMismatches } from '../db/queries/labels.ts';
import { checkedImages, exchangedPairs, imageCount, orphanedImageCount } from '../db/queries/stored-images.ts';
import { asDatabaseProblem } from '../db/sqlite-problem.ts';

export interface CheckFinding {
  check: 'file' | 'references' | 'images' | 'labels' | 'journal' | 'orphans' | 'sides';
  /** One sentence. */
  detail: string;
}

export interface CheckReport {
  /** No faults; notes may be there. */
  ok: boolean;
  faults: CheckFinding[];
  /** Nothing is wrong with these; they are worth knowing. */
  notes: CheckFinding[];
  imagesChecked: number;
}

export interface CheckOptions {
  onProgress?: (progress: { images: number; of: number }) => void;
  /** Ends the check with what it has found so far. */
  signal?: AbortSignal;
}

/** So much is hashed before other work of the process gets its turn. */
const BYTES_A_TURN = 4 * 1024 * 1024;
const MOST_FINDINGS = 100;

/**
 * Looks at everything in the project: the file's pages, references between tables, every image against its SHA-256, every
 * label against the sum of its events. Changes nothing. Damage is reported, never thrown; throws `not-readable` where the
 * disk fails.
 */
export async function checkProject(
  db: Database,
  { onProgress = () => undefined, signal }: CheckOptions = {},
): Promise<CheckReport> {
  const report: CheckReport = { ok: true, faults: [], notes: [], imagesChecked: 0 };
  const fault = (check: CheckFinding['check'], detail: string) => {
    if (report.faults.length < MOST_FINDINGS) report.faults.push({ check, detail });
    report.ok = false;
  };
  // A damaged page may stop any query; the other checks still say what they can.
  const attempt = async (check: CheckFinding['check'], look: () => void | Promise<void>) => {
    if (signal?.aborted) return;
    try {
      await look();
    } catch (error) {
      const problem = asDatabaseProblem(error, db.name);
      if (problem.code !== 'file-damaged') throw problem;
      fault(check, problem.message);
    }
  };
  await attempt('file', () => integrityFaults(db).forEach((found) => fault('file', `${db.name}: ${found}.`)));
  await attempt('references', () =>
    danglingReferences(db).forEach((found) => fault('references', `A reference leads nowhere: ${found}.`)),
  );
  await attempt('images', async () => {
    const of = imageCount(db);
    let sinceTurn = 0;
    for (const image of checkedImages(db)) {
      if (image.fault) fault('images', `Image ${image.fault.imageId} ${image.fault.fault}.`);
      report.imagesChecked++;
      sinceTurn += image.bytes;
      if (sinceTurn < BYTES_A_TURN) continue;
      sinceTurn = 0;
      onProgress({ images: report.imagesChecked, of });
      await setImmediate();
      if (signal?.aborted) return;
    }
    onProgress({ images: report.imagesChecked, of });
  });
  await attempt('labels', () => {
    for (const { pairId, pass } of replayMismatches(db)) {
      fault('labels', `The label of pair ${pairId}, pass ${pass}, is not what its history adds up to.`);
    }
  });
  await attempt('orphans', () => {
    const orphans = orphanedImageCount(db);
    if (orphans > 0) report.notes.push({ check: 'orphans', detail: `${orphans} images belong to no pair.` });
  });
  await attempt('sides', () => {
    const { pairs, first } = exchangedPairs(db);
    if (first === null) return;
    const detail = `${pairs} pairs have an LR image that is larger than the HR image, pair ${first} the first; the sides may be exchanged.`;
    report.notes.push({ check: 'sides', detail });
  });
  return report;
}
