import { statistics } from '../annotate/statistics.ts';
import { checkCounts } from '../checks/checks-job.ts';
import { findingsOf } from '../db/queries/checks.ts';
import { applySplit, lockSplit, splitSummary } from '../split/apply.ts';
import { proposeSplit } from '../split/propose.ts';
import type { studioBase } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';
import type { CurrentProject } from '../project/current-project.ts';

/** Calls about the set as a whole. */
export function datasetHandlers(current: CurrentProject, run: RunDirectly, studio: ReturnType<typeof studioBase>) {
  return {
    exports: {
      run: studio.exports.run.handler(({ input }) => run('export', input)),
    },
    checks: {
      counts: studio.checks.counts.handler(() => checkCounts(current.project.db)),
      refresh: studio.checks.refresh.handler(() => run('checks', {})),
      findings: studio.checks.findings.handler(({ input }) =>
        findingsOf(current.project.db, input.pairId).map(({ check, detail }) => ({ check, detail: { ...detail } })),
      ),
    },
    splits: {
      make: studio.splits.make.handler(({ input }) => {
        const { db } = current.writable;
        applySplit(db, proposeSplit(db, input).splits);
        return splitSummary(db);
      }),
      lock: studio.splits.lock.handler(({ input }) => {
        const { db } = current.writable;
        lockSplit(db, input.split);
        return splitSummary(db);
      }),
      counts: studio.splits.counts.handler(() => splitSummary(current.project.db)),
    },
    statistics: studio.statistics.handler(() => statistics(current.project.db)),
  };
}
