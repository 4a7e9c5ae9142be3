import type { Database } from '../db/connection.ts';
import { latestPair } from '../db/queries/checks.ts';
import { readSetting, writeSetting } from '../db/queries/project-facts.ts';
import type { KeptCheck } from '../db/check-names.ts';

/**
 * From this `alignmentShift` peak on LR and HR show the same: of 300 rendered pairs all reached 0.52, the hardest included,
 * and of pictures that do not belong together 98 of 100 stayed below 0.47.
 */
export const LEAST_ALIGNMENT = 0.5;

/** Where checks draw their lines. */
export interface CheckOptions {
  /** `alphabet`: what the reader can write. Needed. */
  alphabet?: readonly string[];
  /** `aspect`: greatest mismatch of proportions, see `aspectMismatch`, beyond what rounding of LR explains. 0.1. */
  mostStretch?: number;
  /** `shift`: greatest distance between LR and HR in LR pixels. 2. */
  mostShift?: number;
  /** `shift`: least agreement of LR and HR, 0..1, below which they hardly show the same. `LEAST_ALIGNMENT`. */
  leastAlignment?: number;
  /** `near-duplicate`: greatest number of differing bits of two perceptual hashes, of 64. 6. */
  mostDistance?: number;
  /** `reading`: least confidence, 0..1, of a reading that is held against a label. 0.9. */
  leastConfidence?: number;
  /** `blur`: least `sharpness`. 0.1, about that of a picture enlarged three times and more. */
  leastSharpness?: number;
  /** `clipping`: greatest share of clipped pixels, 0..1. 0.25. */
  mostClipped?: number;
}

/** When a check was last made, with which options, and on what state of the project. */
export interface CheckState {
  /** ISO 8601, UTC. */
  at: string;
  options: CheckOptions;
  seen: string;
}

export function readCheckState(db: Database, check: KeptCheck): CheckState | undefined {
  const text = readSetting(db, `check.${check}`);
  return text === undefined ? undefined : (JSON.parse(text) as CheckState);
}

export function writeCheckState(db: Database, check: KeptCheck, state: CheckState): void {
  writeSetting(db, `check.${check}`, JSON.stringify(state));
}

/** What a check looks at has changed since it was made. */
export const isStale = (db: Database, check: KeptCheck, { seen }: CheckState): boolean => seen !== stateFor(db, check);

/** What else than pairs a check goes by. Labels and readings are looked at again whenever they change. */
const GOES_BY: Partial<Record<KeptCheck, readonly Moment[]>> = {
  shift: ['measured'],
  blur: ['measured'],
  clipping: ['measured'],
  'near-duplicate': ['measured'],
  'split-leak': ['measured', 'split'],
};

/** Something that happened to the whole project, of which the last time is remembered. */
export type Moment = 'measured' | 'split';

export const noteMoment = (db: Database, moment: Moment): void =>
  writeSetting(db, `moment.${moment}`, new Date().toISOString());

/** What a check sees of the project now. */
export const stateFor = (db: Database, check: KeptCheck): string =>
  [latestPair(db), ...(GOES_BY[check] ?? []).map((moment) => readSetting(db, `moment.${moment}`) ?? '')].join(' ');
