import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { CHECK_NAMES, type KeptCheck } from '../db/check-names.ts';
import { inThread } from '../../../models/base/in-thread.ts';
import type { CheckCount } from '../../contract/dataset.ts';
import { emptyLabelCount, type Finding, findingCounts } from '../db/queries/checks.ts';
import { inSlices } from '../db/in-slices.ts';
import type { JobDescriptor } from '../job-kind.ts';
import { progressOf } from '../progress-of.ts';
import { type CheckOptions, isStale, readCheckState } from './check-state.ts';
import type { FindingsInput } from './findings-thread.ts';
import { measureImages, type Measure } from './measure-images.ts';
import { beginCheck, replaceFindings } from './refresh.ts';
import type { Database } from '../db/connection.ts';
import { alignmentShift } from '../../../models/quality/alignment.ts';
import { perceptualHash } from '../../../models/quality/perceptual-hash.ts';
import { clippedShare, sharpness } from '../../../models/quality/crop-quality.ts';

/** How many pairs every quality check found. */
export function checkCounts(db: Database): CheckCount[] {
  const counts = findingCounts(db);
  return CHECK_NAMES.map((check) => {
    if (check === 'empty-label') return { check, pairs: emptyLabelCount(db), at: undefined, stale: false };
    const state = readCheckState(db, check);
    return {
      check,
      pairs: state && (counts.get(check) ?? 0),
      at: state?.at,
      stale: state !== undefined && isStale(db, check, state),
    };
  });
}

interface Progress {
  done: number;
  of: number;
}

/** Measures what is not measured yet, then looks for every finding anew; aborted, it goes on there the next time. */
async function checkingJob(
  db: Database,
  { onProgress, signal }: { onProgress: (progress: Progress) => void; signal: AbortSignal },
): Promise<CheckCount[]> {
  await measureImages(db, MEASURES, { onProgress, signal });
  for (const check of CHECK_NAMES) {
    if (signal.aborted) break;
    if (check !== 'empty-label') await refreshFindings(db, check, { alphabet: LATIN_36 });
  }
  return checkCounts(db);
}

/** Looks for a check's findings in a thread, which reads for itself, and puts them in the place of the old ones in slices. */
async function refreshFindings(db: Database, check: KeptCheck, options: CheckOptions): Promise<void> {
  const begun = beginCheck(db, check);
  const found: Finding[] = [];
  const input: FindingsInput = { file: db.name, check, options };
  await inThread<null, Finding[]>(new URL('./findings-thread.ts', import.meta.url), input, {
    onProgress: (some) => found.push(...some),
  });
  await inSlices(db, replaceFindings(db, check, { options, found, begun }), { writes: true });
}

export const checksKind: JobDescriptor<'checks'> = {
  kind: 'checks',
  needs: () => 'write',
  conflicts: () => 'checks',
  run: (_, { project, signal }) =>
    progressOf<Progress, CheckCount[]>(
      (onProgress, ending) => checkingJob(project().db, { onProgress, signal: ending }),
      signal,
    ),
  event: (progress) => ({ type: 'checks', ...progress }),
  progress(counts, { done, of }) {
    counts.done = done;
    counts.of = of;
  },
  logged: () => 'latest',
  isComplete: (_, signal) => !signal.aborted,
};

/** What a project measures of its pictures. */
const MEASURES: Measure = { perceptualHash, sharpness, clippedShare, alignmentShift };
