import { LATIN_36 } from '../../../models/networks/crnn/crnn.ts';
import { CHECK_NAMES } from '../db/check-names.ts';
import { checkCounts, type CheckCount } from './counts.ts';
import { measureImages } from './measure-images.ts';
import { MEASURES, nearHashes } from './measures.ts';
import { refreshFindings } from './refresh.ts';
import type { Database } from '../db/connection.ts';

/** Measures what is not measured yet, then looks for every finding anew; aborted, it goes on there the next time. */
export async function checkingJob(
  db: Database,
  { onProgress, signal }: { onProgress: (progress: { done: number; of: number }) => void; signal: AbortSignal },
): Promise<CheckCount[]> {
  await measureImages(db, MEASURES, { onProgress, signal });
  for (const check of CHECK_NAMES) {
    if (signal.aborted) break;
    if (check !== 'empty-label') refreshFindings(db, check, { alphabet: LATIN_36 }, nearHashes);
  }
  return checkCounts(db);
}
