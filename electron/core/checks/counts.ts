import type { Database } from '../db/connection.ts';
import { emptyLabelCount, findingCounts } from '../db/queries/checks.ts';
import { CHECK_NAMES, type CheckName } from '../db/check-names.ts';
import { isStale, readCheckState } from './check-state.ts';

export interface CheckCount {
  check: CheckName;
  /** Pairs found; `undefined` for a check that was never made. */
  pairs: number | undefined;
  /** When it was made, ISO 8601 in UTC; `undefined` for a check that is always up to date, or was never made. */
  at: string | undefined;
  /** The project has changed since in a way that may change the findings. */
  stale: boolean;
}

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
