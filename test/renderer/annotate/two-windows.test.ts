import { describe, expect, test } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../electron/contract/label.ts';
import type { ListedPair } from '../../../electron/contract/pairs.ts';
import type { ProblemData } from '../../../electron/contract/problem.ts';
import { getLabel, setLabel } from '../../../electron/core/annotate/labels.ts';
import { draftPlace, keptDrafts } from '../../../renderer/annotate/kept-drafts.ts';
import { labelStore } from '../../../renderer/annotate/label-store.ts';
import { projectWith } from '../../electron/core/annotate/project-fixture.ts';

const row = (id: number, label: Label): ListedPair => ({
  ...{ id, name: `pair ${id}`, subset: '', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
  ...{ directionProposed: null, difficultyProposed: null, label },
});
const problemOf = (error: unknown): ProblemData => error as ProblemData;

/** Two windows on one project, which both show its pair. */
function twoWindows() {
  const db = projectWith([{}]);
  const open = (annotator: string) => {
    const store = labelStore({
      annotator: () => annotator,
      problemOf,
      calls: {
        get: ({ pairId, pass }) => Promise.resolve(getLabel(db, pairId, pass)),
        // eslint-disable-next-line @typescript-eslint/require-await -- so that a refusal is a rejection
        async set(edit) {
          const action = setLabel(db, edit);
          return (
            (action && { pairs: 1, labels: [...action.labels].map(([pairId, label]) => ({ pairId, label })) }) ?? null
          );
        },
        undo: () => Promise.resolve(null),
        redo: () => Promise.resolve(null),
      },
    });
    store.seed([row(1, EMPTY_LABEL)], 1);
    return store;
  };
  return { db, anna: open('Anna'), ben: open('Ben') };
}

describe('two windows on one pair', () => {
  test('never overwrite unseen what the other has saved: it is announced, and the person decides', async () => {
    const { db, anna, ben } = twoWindows();
    anna.commit(1, 1, { transcription: 'by Anna' });
    await anna.settled();
    ben.commit(1, 1, { transcription: 'by Ben' });
    expect((await ben.settled()).failed[0]?.problem.code).toBe('conflict');
    expect(getLabel(db, 1, 1).transcription).toBe('by Anna');
    expect(ben.newerOf(1, 1)?.transcription).toBe('by Anna');
    expect(ben.labelOf(1, 1)?.transcription).toBe('by Ben');
    // Going on typing asks again instead of overwriting.
    ben.commit(1, 1, { transcription: 'by Ben, longer' });
    expect((await ben.settled()).failed).toHaveLength(1);
    expect(getLabel(db, 1, 1).transcription).toBe('by Anna');
    ben.decide(1, 1, 'mine');
    await ben.settled();
    expect(getLabel(db, 1, 1).transcription).toBe('by Ben, longer');
    expect(ben.newerOf(1, 1)).toBeUndefined();
  });

  test('what is there can be taken', async () => {
    const { db, anna, ben } = twoWindows();
    anna.commit(1, 1, { transcription: 'by Anna', notes: 'seen' });
    await anna.settled();
    ben.commit(1, 1, { transcription: 'by Ben' });
    await ben.settled();
    ben.decide(1, 1, 'newer');
    expect(ben.labelOf(1, 1)).toMatchObject({ transcription: 'by Anna', notes: 'seen' });
    expect(ben.isSettled.value).toBe(true);
    expect(getLabel(db, 1, 1).transcription).toBe('by Anna');
  });

  test('other fields, and the same text, are no conflict', async () => {
    const { db, anna, ben } = twoWindows();
    anna.commit(1, 1, { transcription: 'same' });
    await anna.settled();
    ben.commit(1, 1, { direction: 'vp' });
    ben.commit(1, 1, { transcription: 'same' });
    expect((await ben.settled()).failed).toEqual([]);
    expect(getLabel(db, 1, 1)).toMatchObject({ transcription: 'same', direction: 'vp' });
  });

  test('a draft that was typed on an older label is asked about too', async () => {
    const { db, anna, ben } = twoWindows();
    anna.commit(1, 1, { transcription: 'by Anna' });
    await anna.settled();
    ben.seed([row(1, getLabel(db, 1, 1))], 1);
    ben.commit(1, 1, { transcription: 'typed before the crash' }, { transcription: null });
    expect((await ben.settled()).failed[0]?.problem.code).toBe('conflict');
    expect(getLabel(db, 1, 1).transcription).toBe('by Anna');
  });
});

describe('kept drafts', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
      removeItem: (key: string) => void kept.delete(key),
    };
  };
  const place = draftPlace('signs', 1, 1);

  test('are there until the label says so, and typing that went on meanwhile stays', () => {
    const drafts = keptDrafts(storage());
    drafts.keep(place, 'transcription', 'ab', null);
    expect(drafts.of(place, 'transcription')).toEqual({ text: 'ab', seen: null });
    expect(drafts.of(draftPlace('signs', 1, 2), 'transcription')).toBeUndefined();
    drafts.keep(place, 'transcription', 'abc', null);
    drafts.saved(place, { transcription: 'ab' });
    expect(drafts.of(place, 'transcription')).toEqual({ text: 'abc', seen: 'ab' });
    drafts.saved(place, { transcription: 'abc', status: 'done' });
    expect(drafts.of(place, 'transcription')).toBeUndefined();
  });

  test('do without a browser that keeps nothing', () => {
    const full = { ...storage(), setItem: () => { throw new Error('quota'); } }; // prettier-ignore
    for (const drafts of [keptDrafts(undefined), keptDrafts(full)]) {
      drafts.keep(place, 'transcription', 'ab', null);
      expect(drafts.of(place, 'transcription')).toBeUndefined();
    }
  });
});
