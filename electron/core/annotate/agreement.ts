import { characterErrorRate } from '../../../models/metrics/text-accuracy.ts';
import type { Database } from '../db/connection.ts';
import { type TwiceLabelled, twiceLabelled } from '../db/queries/statistics.ts';

/** How far two annotators say the same of a field in which both said something. */
export interface CategoryAgreement {
  pairs: number;
  /** Share of equal answers, 0..1; `null` without pairs. */
  equal: number | null;
  /**
   * Cohen's kappa: agreement beyond what both annotators' habits give by chance; 1 is full, 0 chance. `null` without pairs,
   * and where both gave only one and the same answer, so that chance alone explains everything.
   */
  kappa: number | null;
}

export interface Disagreement {
  pairId: number;
  name: string;
  fields: ('transcription' | 'illegible' | 'direction' | 'difficulty')[];
  /** Character error rate of the second transcription against the first; `null` unless both gave one. */
  cer: number | null;
}

export interface Agreement {
  /** Pairs labelled in both passes. */
  pairs: number;
  transcription: {
    /** Pairs of which both gave a transcription. */
    pairs: number;
    /** Mean over pairs of the character error rate of the second against the first; `null` without pairs. */
    meanCer: number | null;
    /** Share of equal transcriptions, 0..1. */
    equal: number | null;
  };
  illegible: CategoryAgreement;
  direction: CategoryAgreement;
  difficulty: CategoryAgreement;
  /** By pair id. */
  disagreements: Disagreement[];
}

/** How far the two passes agree, over pairs that are begun in both and rejected in neither. */
export function agreement(db: Database): Agreement {
  const labelled = twiceLabelled(db);
  const rates = labelled.map(transcriptionError).filter((rate) => rate !== null);
  return {
    pairs: labelled.length,
    transcription: {
      pairs: rates.length,
      meanCer: rates.length > 0 ? rates.reduce((sum, rate) => sum + rate, 0) / rates.length : null,
      equal: share(
        labelled.filter((pair) => transcriptionError(pair) !== null && sameTranscription(pair)).length,
        rates.length,
      ),
    },
    illegible: categoryAgreement(labelled.map(({ first, second }) => [first.illegible, second.illegible])),
    direction: categoryAgreement(labelled.map(({ first, second }) => [first.direction, second.direction])),
    difficulty: categoryAgreement(labelled.map(({ first, second }) => [first.difficulty, second.difficulty])),
    disagreements: labelled.map(disagreementOf).filter(({ fields }) => fields.length > 0),
  };
}

/** Agreement over the answers that both gave; `null` is no answer. */
export function categoryAgreement<T>(answers: readonly (readonly [T | null, T | null])[]): CategoryAgreement {
  const given = answers.filter(([a, b]) => a !== null && b !== null);
  if (given.length === 0) return { pairs: 0, equal: null, kappa: null };
  const equal = given.filter(([a, b]) => a === b).length / given.length;
  const shareOf = (side: 0 | 1, value: T | null) => given.filter((both) => both[side] === value).length / given.length;
  const values = new Set(given.flat());
  const byChance = [...values].reduce((sum, value) => sum + shareOf(0, value) * shareOf(1, value), 0);
  return { pairs: given.length, equal, kappa: values.size === 1 ? null : (equal - byChance) / (1 - byChance) };
}

function disagreementOf(pair: TwiceLabelled): Disagreement {
  const { pairId, name, first, second } = pair;
  const differs = (field: 'direction' | 'difficulty') =>
    first[field] !== null && second[field] !== null && first[field] !== second[field];
  const cer = transcriptionError(pair);
  return {
    pairId,
    name,
    fields: [
      ...(cer !== null && !sameTranscription(pair) ? (['transcription'] as const) : []),
      ...(first.illegible !== second.illegible ? (['illegible'] as const) : []),
      ...(['direction', 'difficulty'] as const).filter(differs),
    ],
    cer,
  };
}

function transcriptionError({ first, second }: TwiceLabelled): number | null {
  if (first.transcription === null || second.transcription === null) return null;
  return characterErrorRate([{ reference: first.transcription, reading: second.transcription }]);
}

const sameTranscription = ({ first, second }: TwiceLabelled): boolean => first.transcription === second.transcription;

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
