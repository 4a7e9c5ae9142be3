import { charactersOf } from '../../../models/recognition/alphabet.ts';
import type { Database } from '../db/connection.ts';
import {
  allTranscriptions,
  type AnnotatorTally,
  imageSizes,
  type Tally,
  talliesOfAnnotators,
  talliesOfLabels,
  talliesOfPairs,
} from '../db/queries/statistics.ts';

export interface Statistics {
  pairs: number;
  /** Of the first pass. A `null` value: not said, or in no split. */
  byStatus: Tally[];
  byDirection: Tally[];
  byDifficulty: Tally[];
  byProposedDifficulty: Tally[];
  bySplit: Tally[];
  bySubset: Tally[];
  byAnnotator: AnnotatorTally[];
  /** Every character of the transcriptions, the most frequent first. */
  characters: { character: string; times: number }[];
  /** How many transcriptions have each length, in characters, ascending; '' and missing ones left out. */
  lengths: { length: number; pairs: number }[];
  imageSizes: Record<'lr' | 'hr', { width: number; height: number; pairs: number }[]>;
}

/** What the project holds, in figures; reads every label once. */
export function statistics(db: Database): Statistics {
  const characters = new Map<string, number>();
  const lengths = new Map<number, number>();
  for (const transcription of allTranscriptions(db)) {
    const all = charactersOf(transcription);
    for (const character of all) characters.set(character, (characters.get(character) ?? 0) + 1);
    lengths.set(all.length, (lengths.get(all.length) ?? 0) + 1);
  }
  const bySubset = talliesOfPairs(db, 'subset');
  return {
    pairs: bySubset.reduce((sum, { pairs }) => sum + pairs, 0),
    byStatus: talliesOfLabels(db, 'status'),
    byDirection: talliesOfLabels(db, 'direction'),
    byDifficulty: talliesOfLabels(db, 'difficulty'),
    byProposedDifficulty: talliesOfPairs(db, 'difficulty_proposed'),
    bySplit: talliesOfPairs(db, 'split'),
    bySubset,
    byAnnotator: talliesOfAnnotators(db),
    characters: [...characters]
      .map(([character, times]) => ({ character, times }))
      .sort((a, b) => b.times - a.times || (a.character < b.character ? -1 : 1)),
    lengths: [...lengths].map(([length, pairs]) => ({ length, pairs })).sort((a, b) => a.length - b.length),
    imageSizes: { lr: imageSizes(db, 'lr'), hr: imageSizes(db, 'hr') },
  };
}
