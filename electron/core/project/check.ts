import { Problem } from '../../../models/base/problem.ts';
import type { CheckFinding, CheckReport } from '../../contract/project.ts';
import type { Database } from '../db/connection.ts';
import { danglingReferences, integrityFaults } from '../db/integrity.ts';
import { replayMismatches } from '../db/queries/labels.ts';
import { checkedImages, exchangedPairs, orphanedImageCount } from '../db/queries/stored-images.ts';
import { asDatabaseProblem } from '../db/sqlite-problem.ts';

const MOST_FINDINGS = 100;

/**
 * Looks at everything in the project: the file's pages, references between tables, every image against its SHA-256, every
 * label against the sum of its events. Changes nothing. Damage is reported, never thrown; throws `not-readable` where the
 * disk fails.
 */
export function checkProject(db: Database): CheckReport {
  const report: CheckReport = { ok: true, faults: [], notes: [], imagesChecked: 0 };
  const fault = (check: CheckFinding['check'], problem: Problem) => {
    if (report.faults.length < MOST_FINDINGS) report.faults.push({ check, problem: problem.toData() });
    report.ok = false;
  };
  const note = (check: CheckFinding['check'], problem: Problem) =>
    report.notes.push({ check, problem: problem.toData() });
  // A damaged page may stop any query; the other checks still say what they can.
  const attempt = (check: CheckFinding['check'], look: () => void) => {
    try {
      look();
    } catch (error) {
      const problem = asDatabaseProblem(error, db.name);
      if (problem.code !== 'file-damaged') throw problem;
      fault(check, problem);
    }
  };
  attempt('file', () =>
    integrityFaults(db).forEach((found) =>
      fault('file', new Problem('database-fault', { file: db.name, fault: found })),
    ),
  );
  attempt('references', () =>
    danglingReferences(db).forEach((reference) =>
      fault('references', new Problem('reference-dangling', { reference })),
    ),
  );
  attempt('images', () => {
    for (const found of checkedImages(db)) {
      if (found) fault('images', found);
      report.imagesChecked++;
    }
  });
  attempt('labels', () => {
    for (const { pairId, pass } of replayMismatches(db)) {
      fault('labels', new Problem('label-history-differs', { pair: pairId, pass }));
    }
  });
  attempt('orphans', () => {
    const images = orphanedImageCount(db);
    if (images > 0) note('orphans', new Problem('images-orphaned', { images }));
  });
  attempt('sides', () => {
    const { pairs, first } = exchangedPairs(db);
    if (first !== null) note('sides', new Problem('sides-exchanged', { pairs, pair: first }));
  });
  return report;
}
