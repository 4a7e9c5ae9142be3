import { aspectMismatch } from '../../../models/quality/alignment.ts';
import { Problem } from '../../../models/base/problem.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Database } from '../db/connection.ts';
import {
  clearFindings,
  disputedDirections,
  type Finding,
  hrReadings,
  measuredPairs,
  putFinding,
  shiftedPairs,
  sizedPairs,
  transcriptions,
} from '../db/queries/checks.ts';
import type { KeptCheck } from '../db/check-names.ts';
import { type CheckOptions, LEAST_ALIGNMENT, writeCheckState } from './check-state.ts';
import { contradicts, foreignCharacters, SURE_READING } from './label-checks.ts';
import { duplicates, type FindNearDuplicates, nearDuplicatePairs, splitLeaks } from './same-picture.ts';

/** Looks for a check's findings anew and replaces the old ones in one transaction. Returns how many pairs it found. */
export function refreshFindings(
  db: Database,
  check: KeptCheck,
  options: CheckOptions,
  nearDuplicates: FindNearDuplicates,
): number {
  return inTransaction(db, () => {
    const found = FINDERS[check](db, options, nearDuplicates);
    clearFindings(db, check);
    for (const finding of found) putFinding(db, check, finding);
    writeCheckState(db, check, options);
    return found.length;
  });
}

const FINDERS: Record<
  KeptCheck,
  (db: Database, options: CheckOptions, nearDuplicates: FindNearDuplicates) => Finding[]
> = {
  alphabet(db, { alphabet }) {
    if (!alphabet?.length) {
      throw new Problem('check-without-alphabet', {});
    }
    return transcriptions(db).flatMap(({ pairId, transcription }) => {
      const characters = foreignCharacters(transcription, alphabet);
      return characters.length > 0 ? [{ pairId, detail: { characters } }] : [];
    });
  },

  direction: (db) => disputedDirections(db).map(({ pairId, proposed }) => ({ pairId, detail: { proposed } })),

  aspect: (db, { mostStretch = 0.1 }) =>
    sizedPairs(db).flatMap(({ pairId, lrWidth, lrHeight, hrWidth, hrHeight }) => {
      const mismatch = aspectMismatch({ width: lrWidth, height: lrHeight }, { width: hrWidth, height: hrHeight });
      // LR crops are a few pixels tall, so their proportions are rounded by half a pixel of each side.
      const rounding = 0.5 / lrWidth + 0.5 / lrHeight;
      return mismatch > mostStretch + rounding ? [{ pairId, detail: { mismatch } }] : [];
    }),

  shift: (db, { mostShift = 2, leastAlignment = LEAST_ALIGNMENT }) =>
    shiftedPairs(db, { mostShift, leastAlignment }).map(({ pairId, ...detail }) => ({ pairId, detail })),

  reading(db, { leastConfidence = SURE_READING }) {
    const labels = new Map(transcriptions(db).map(({ pairId, transcription }) => [pairId, transcription]));
    return hrReadings(db).flatMap(({ pairId, reading, confidence }) => {
      const label = labels.get(pairId);
      const wrong = label !== undefined && confidence >= leastConfidence && contradicts(label, reading);
      return wrong ? [{ pairId, detail: { reading } }] : [];
    });
  },

  blur: (db, { leastSharpness = 0.1 }) =>
    measuredPairs(db).flatMap(({ pairId, sharpness }) =>
      sharpness !== null && sharpness < leastSharpness ? [{ pairId, detail: { sharpness } }] : [],
    ),

  clipping: (db, { mostClipped = 0.25 }) =>
    measuredPairs(db).flatMap(({ pairId, clippedShare }) =>
      clippedShare !== null && clippedShare > mostClipped ? [{ pairId, detail: { clippedShare } }] : [],
    ),

  duplicate: (db) => duplicates(db),
  'near-duplicate': (db, { mostDistance = 6 }, find) => nearDuplicatePairs(db, find, mostDistance),
  'split-leak': (db, { mostDistance = 6 }, find) => splitLeaks(db, find, mostDistance),
};
