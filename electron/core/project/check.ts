import type { Database } from '../db/connection.ts';
import { danglingReferences, integrityFaults } from '../db/integrity.ts';
import { replayMismatches } from '../db/queries/labels.ts';
import { checkedImages, exchangedPairs, orphanedImageCount } from '../db/queries/stored-images.ts';
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

const MOST_FINDINGS = 100;

/**
 * Looks at everything in the project: the file's pages, references between tables, every image against its SHA-256, every
 * label against the sum of its events. Changes nothing. Damage is reported, never thrown; throws `not-readable` where the
 * disk fails.
 */
export function checkProject(db: Database): CheckReport {
  const report: CheckReport = { ok: true, faults: [], notes: [], imagesChecked: 0 };
  const fault = (check: CheckFinding['check'], detail: string) => {
    if (report.faults.length < MOST_FINDINGS) report.faults.push({ check, detail });
    report.ok = false;
  };
  // A damaged page may stop any query; the other checks still say what they can.
  const attempt = (check: CheckFinding['check'], look: () => void) => {
    try {
      look();
    } catch (error) {
      const problem = asDatabaseProblem(error, db.name);
      if (problem.code !== 'file-damaged') throw problem;
      fault(check, problem.message);
    }
  };
  attempt('file', () => integrityFaults(db).forEach((found) => fault('file', `${db.name}: ${found}.`)));
  attempt('references', () =>
    danglingReferences(db).forEach((found) => fault('references', `A reference leads nowhere: ${found}.`)),
  );
  attempt('images', () => {
    for (const { fault: found } of checkedImages(db)) {
      if (found) fault('images', `Image ${found.imageId} ${found.fault}.`);
      report.imagesChecked++;
    }
  });
  attempt('labels', () => {
    for (const { pairId, pass } of replayMismatches(db)) {
      fault('labels', `The label of pair ${pairId}, pass ${pass}, is not what its history adds up to.`);
    }
  });
  attempt('orphans', () => {
    const orphans = orphanedImageCount(db);
    if (orphans > 0) report.notes.push({ check: 'orphans', detail: `${orphans} images belong to no pair.` });
  });
  attempt('sides', () => {
    const { pairs, first } = exchangedPairs(db);
    if (first === null) return;
    const detail = `${pairs} pairs have an LR image that is larger than the HR image, pair ${first} the first; the sides may be exchanged.`;
    report.notes.push({ check: 'sides', detail });
  });
  return report;
}
