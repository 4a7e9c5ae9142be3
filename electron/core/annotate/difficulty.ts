import type { Difficulty } from '../../contract/label.ts';
import { characterErrorRate, textRule } from '../../../models/metrics/text-accuracy.ts';
import { LEAST_ALIGNMENT } from '../checks/check-state.ts';
import type { Database } from '../db/connection.ts';
import { type DifficultyFacts, difficultyFacts, writeProposedDifficulty } from '../db/queries/suggestions.ts';
import { inTransaction } from '../db/transaction.ts';

/** Evidence from which a difficulty is proposed; what is not known is left out. */
export interface DifficultyEvidence {
  /** Of the LR photo, of the HR photo where that is all there is; millimetres. */
  focalLength?: number | undefined;
  /** Distance between LR and HR in LR pixels. */
  shift?: number | undefined;
  /** Character error rate of reading LR, 0 to 1 and above. */
  readingError?: number | undefined;
}

const LEVELS = ['easy', 'medium', 'hard'] as const satisfies Difficulty[];

/** TextZoom's line between medium and hard, in millimetres. */
const SHORT_FOCAL_LENGTH = 50;
/** From here on it is no longer easy, and from here on hard. Ours; the paper only says that both grow with difficulty. */
const SHIFT_LEVELS = [1, 2] as const;
const READING_ERROR_LEVELS = [0.2, 0.6] as const;

/**
 * The difficulty that evidence speaks for; `undefined` without any.
 *
 * TextZoom goes by origin: RealSR easy, SR-RAW above 50 mm medium, SR-RAW up to 50 mm hard. So a focal length gives medium
 * or hard. Misalignment and misreading, whichever is worse, move that by one level towards what they say, which makes a
 * long shot easy that is as well aligned and readable as RealSR's; without a focal length they decide alone.
 */
export function difficultyFrom({ focalLength, shift, readingError }: DifficultyEvidence): Difficulty | undefined {
  const byFocalLength = focalLength === undefined ? undefined : focalLength <= SHORT_FOCAL_LENGTH ? 2 : 1;
  const seen = [levelOf(shift, SHIFT_LEVELS), levelOf(readingError, READING_ERROR_LEVELS)].filter(
    (level) => level !== undefined,
  );
  const bySight = seen.length > 0 ? Math.max(...seen) : undefined;
  const level =
    byFocalLength === undefined || bySight === undefined
      ? (byFocalLength ?? bySight)
      : byFocalLength + Math.sign(bySight - byFocalLength);
  return level === undefined ? undefined : LEVELS[level];
}

const levelOf = (value: number | undefined, [medium, hard]: readonly [number, number]): number | undefined =>
  value === undefined ? undefined : Number(value >= medium) + Number(value >= hard);

/**
 * Proposes every pair's difficulty anew from what the project knows of it; the confirmed one in the label is never touched.
 * A proposal stays where evidence is gone. Returns how many proposals changed. Throws what `inTransaction` throws.
 */
export function proposeDifficulties(db: Database): number {
  return inTransaction(db, () => {
    let changed = 0;
    for (const facts of difficultyFacts(db)) {
      const proposed = difficultyFrom(evidenceOf(facts));
      if (proposed === undefined || proposed === facts.proposed) continue;
      writeProposedDifficulty(db, facts.pairId, proposed);
      changed++;
    }
    return changed;
  });
}

const plain = textRule('correct', { caseSensitive: false });

function evidenceOf(facts: DifficultyFacts): DifficultyEvidence {
  const { focalLengthLr, focalLengthHr, shiftX, shiftY, alignment, transcription, lrReading, hrReading } = facts;
  // Of pictures that hardly agree, the shift means nothing.
  const isAligned = alignment !== null && alignment >= LEAST_ALIGNMENT;
  const reference = transcription ?? hrReading;
  return {
    focalLength: focalLengthLr ?? focalLengthHr ?? undefined,
    shift: shiftX === null || shiftY === null || !isAligned ? undefined : Math.hypot(shiftX, shiftY),
    readingError:
      reference === null || lrReading === null
        ? undefined
        : characterErrorRate([{ reference: plain(reference), reading: plain(lrReading) }]),
  };
}
