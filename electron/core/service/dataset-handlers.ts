import { statistics } from '../annotate/statistics.ts';
import { checkCounts } from '../checks/counts.ts';
import { findingsOf } from '../db/queries/checks.ts';
import { checkingJob } from '../checks/checks-job.ts';
import { exportJob } from '../export/export-job.ts';
import { applySplit, lockSplit, splitSummary } from '../split/apply.ts';
import { proposeSplit } from '../split/propose.ts';
import { reporting, type studioBase } from './contract-base.ts';
import type { Desk } from '../project/open-project.ts';

/** Calls about the set as a whole. */
export function datasetHandlers(desk: Desk, studio: ReturnType<typeof studioBase>) {
  return {
    exports: {
      run: studio.exports.run.handler(({ input }) =>
        reporting((onProgress: (progress: { written: number; of: number }) => void, signal) =>
          exportJob(input, desk.project.db, { onProgress, signal }),
        ),
      ),
    },
    checks: {
      counts: studio.checks.counts.handler(() => checkCounts(desk.project.db)),
      refresh: studio.checks.refresh.handler(() =>
        reporting((onProgress: (progress: { done: number; of: number }) => void, signal) =>
          checkingJob(desk.writable.db, { onProgress, signal }),
        ),
      ),
      findings: studio.checks.findings.handler(({ input }) =>
        findingsOf(desk.project.db, input.pairId).map(({ check, detail }) => ({ check, detail: { ...detail } })),
      ),
    },
    splits: {
      make: studio.splits.make.handler(({ input }) => {
        const { db } = desk.writable;
        applySplit(db, proposeSplit(db, input).splits);
        return splitSummary(db);
      }),
      lock: studio.splits.lock.handler(({ input }) => {
        const { db } = desk.writable;
        lockSplit(db, input.split);
        return splitSummary(db);
      }),
      counts: studio.splits.counts.handler(() => splitSummary(desk.project.db)),
    },
    statistics: studio.statistics.handler(() => statistics(desk.project.db)),
  };
}
