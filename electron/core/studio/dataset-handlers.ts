import { LATIN_36 } from '../../../models/crnn/crnn.ts';
import { statistics } from '../annotate/statistics.ts';
import { checkCounts } from '../checks/counts.ts';
import { CHECK_NAMES } from '../checks/check-names.ts';
import { measureImages } from '../checks/measure-images.ts';
import { refreshFindings } from '../checks/refresh.ts';
import { findingsOf } from '../db/queries/checks.ts';
import { countExportItems, exportItems } from '../db/queries/export-items.ts';
import { EXPORT_FORMATS } from '../export/formats.ts';
import { applySplit, lockSplit, splitSummary } from '../split/apply.ts';
import { proposeSplit } from '../split/propose.ts';
import { reporting, type studioBase } from './contract-base.ts';
import type { Desk } from './desk.ts';
import { MEASURES, nearHashes } from './measures.ts';

/** Calls about the set as a whole. */
export function datasetHandlers(desk: Desk, studio: ReturnType<typeof studioBase>) {
  return {
    exports: {
      run: studio.exports.run.handler(({ input: { destination, format, filter } }) =>
        reporting(async (onProgress: (progress: { written: number; of: number }) => void, signal) => {
          const { db } = desk.project;
          const of = countExportItems(db, filter);
          const target = await EXPORT_FORMATS[format].target();
          return target(destination, exportItems(db, filter), {
            count: of,
            onProgress: (written) => onProgress({ written, of }),
            signal,
          });
        }),
      ),
    },
    checks: {
      counts: studio.checks.counts.handler(() => checkCounts(desk.project.db)),
      refresh: studio.checks.refresh.handler(() =>
        reporting(async (onProgress: (progress: { done: number; of: number }) => void, signal) => {
          const { db } = desk.writable;
          await measureImages(db, MEASURES, { onProgress, signal });
          for (const check of CHECK_NAMES) {
            if (signal.aborted) break;
            if (check !== 'empty-label') refreshFindings(db, check, { alphabet: LATIN_36 }, nearHashes);
          }
          return checkCounts(db);
        }),
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
