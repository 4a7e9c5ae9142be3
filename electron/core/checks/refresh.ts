import { aspectMismatch } from '../../../models/quality/alignment.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import {
  disputedDirections,
  type Finding,
  hrReadings,
  measuredPairs,
  pairsWithFinding,
  putFinding,
  removeFinding,
  shiftedPairs,
  sizedPairs,
  transcriptions,
} from '../db/queries/checks.ts';
import { latestEventId, pairsLabelledSince } from '../db/queries/label-log.ts';
import { suggestionTimes } from '../db/queries/suggestions.ts';
import type { KeptCheck } from '../db/check-names.ts';
import { type CheckOptions, LEAST_ALIGNMENT, stateFor, writeCheckState } from './check-state.ts';
import { contradicts, foreignCharacters, isLabelCheck, recheckLabel, SURE_READING } from './label-checks.ts';
import { duplicates, type FindNearDuplicates, nearDuplicatePairs, splitLeaks } from './same-picture.ts';

/** Looks for a check's findings anew. Writes nothing. */
export const findingsFor = (
  db: Database,
  check: KeptCheck,
  options: CheckOptions,
  nearDuplicates: FindNearDuplicates,
): Finding[] => FINDERS[check](db, options, nearDuplicates);

/** The moment at which findings were begun to be looked for. */
export interface Begun {
  /** What the check saw of the project. */
  seen: string;
  /** The latest label event. */
  eventId: number;
  /** ISO 8601, UTC. */
  at: string;
}

export const beginCheck = (db: Database, check: KeptCheck): Begun => ({
  seen: stateFor(db, check),
  eventId: latestEventId(db),
  at: new Date().toISOString(),
});

/**
 * Puts findings in the place of a check's old ones, one at a step, so that others may write in between: a finding that stays
 * is there all the time, and labels that changed since the check was begun are looked at once more. Within transactions.
 */
export function* replaceFindings(
  db: Database,
  check: KeptCheck,
  { options, found, begun }: { options: CheckOptions; found: readonly Finding[]; begun: Begun },
): Generator<undefined, void, void> {
  const stay = new Set(found.map(({ pairId }) => pairId));
  for (const pairId of pairsWithFinding(db, check)) {
    if (!stay.has(pairId)) removeFinding(db, check, pairId);
    yield;
  }
  for (const finding of found) {
    putFinding(db, check, finding);
    yield;
  }
  writeCheckState(db, check, { at: begun.at, options, seen: begun.seen });
  if (!isLabelCheck(check)) return;
  for (const pairId of pairsLabelledSince(db, begun.eventId)) {
    recheckLabel(db, pairId);
    yield;
  }
  if (check !== 'reading') return;
  for (const { pairId, at } of suggestionTimes(db)) {
    if (at >= begun.at) recheckLabel(db, pairId);
    yield;
  }
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
