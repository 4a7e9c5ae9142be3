import { expect, test } from 'vitest';
import { setLabel } from '../../../../../electron/core/annotate/labels.ts';
import { statistics } from '../../../../../electron/core/annotate/statistics.ts';
import { projectWith } from '../../annotate/project-fixture.ts';

test('counts what the project holds', () => {
  const db = projectWith([
    { subset: 'easy', label: { transcription: 'aab', direction: 'h', status: 'done' } },
    { subset: 'easy', label: { transcription: 'é字', direction: 'vn', difficulty: 'hard' } },
    { subset: 'hard', hr: null, lrSize: [30, 10], label: { transcription: '' } },
  ]);
  setLabel(db, { annotator: 'Ann', pass: 1, pairIds: [2], changes: { transcription: 'e\u0301a' } });
  setLabel(db, { annotator: 'Bo', pass: 2, pairIds: [1, 2], changes: { transcription: 'not counted' } });
  expect(statistics(db)).toEqual({
    pairs: 3,
    byStatus: [
      { value: 'done', pairs: 1 },
      { value: 'in-progress', pairs: 1 },
      { value: 'new', pairs: 1 },
    ],
    byDirection: [
      { value: null, pairs: 1 },
      { value: 'h', pairs: 1 },
      { value: 'vn', pairs: 1 },
    ],
    byDifficulty: [
      { value: null, pairs: 2 },
      { value: 'hard', pairs: 1 },
    ],
    byProposedDifficulty: [{ value: null, pairs: 3 }],
    bySplit: [{ value: null, pairs: 3 }],
    bySubset: [
      { value: 'easy', pairs: 2 },
      { value: 'hard', pairs: 1 },
    ],
    byAnnotator: [
      { annotator: 'Ann', firstPass: 1, secondPass: 0 },
      { annotator: 'Bo', firstPass: 0, secondPass: 2 },
    ],
    characters: [
      { character: 'a', times: 3 },
      { character: 'b', times: 1 },
      { character: 'é', times: 1 },
    ],
    lengths: [
      { length: 2, pairs: 1 },
      { length: 3, pairs: 1 },
    ],
    imageSizes: {
      lr: [
        { width: 64, height: 16, pairs: 2 },
        { width: 30, height: 10, pairs: 1 },
      ],
      hr: [{ width: 128, height: 32, pairs: 2 }],
    },
  });
});
