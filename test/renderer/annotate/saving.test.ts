import { describe, expect, test } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../electron/contract/label.ts';
import type { ListedPair } from '../../../electron/contract/pairs.ts';
import { CommitQueue, type Commit, type QueueState } from '../../../renderer/annotate/commit-queue.ts';
import { labelStore, labelStores, UnsavedError, type LabelCalls } from '../../../renderer/annotate/label-store.ts';
import { Problem } from '../../../models/base/problem.ts';

const FULL = new Problem('no-space', { subject: 'signs' }).toData();
const problemOf = () => FULL;

/** A project on a disk that can fill up, with everything that was ever saved. */
function disk() {
  const labels = new Map<string, Label>();
  const saved: Commit[] = [];
  const state = { isFull: false, refuses: new Set<number>() };
  const at = (pairId: number, pass: number) => labels.get(`${pairId}/${pass}`) ?? EMPTY_LABEL;
  return {
    state,
    saved,
    at,
    async save(commit: Commit): Promise<Label> {
      await Promise.resolve();
      if (state.isFull || state.refuses.has(commit.pairId)) throw new Error('full');
      saved.push(commit);
      const label = { ...at(commit.pairId, commit.pass), ...commit.changes };
      labels.set(`${commit.pairId}/${commit.pass}`, label);
      return label;
    },
  };
}

function queueOn(stored: ReturnType<typeof disk>) {
  const states: QueueState[] = [];
  const queue = new CommitQueue({
    save: (commit) => stored.save(commit),
    problemOf,
    saved: () => undefined,
    changed: (state) => states.push(state),
  });
  return { queue, states };
}

describe('commits', () => {
  test('are saved one after the other in their order', async () => {
    const stored = disk();
    const { queue, states } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'a' } });
    queue.commit({ pairId: 2, pass: 1, changes: { direction: 'vp' } });
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'ab' } });
    expect(states.at(-1)?.waiting).toBe(3);
    expect(await queue.settled()).toEqual({ waiting: 0, failed: [] });
    expect(stored.saved.map(({ pairId }) => pairId)).toEqual([1, 2, 1]);
    expect(stored.at(1, 1).transcription).toBe('ab');
  });

  test('one that fails keeps what was typed, says why, and holds up no other pair', async () => {
    const stored = disk();
    stored.state.refuses.add(1);
    const { queue } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'rare' } });
    queue.commit({ pairId: 2, pass: 1, changes: { transcription: 'common' } });
    const { failed } = await queue.settled();
    expect(failed).toEqual([{ pairId: 1, pass: 1, changes: { transcription: 'rare' }, problem: FULL }]);
    expect(stored.at(2, 1).transcription).toBe('common');
    expect(queue.unsaved({ pairId: 1, pass: 1 })).toEqual({ transcription: 'rare' });
  });

  test('retrying saves it', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { queue } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'rare' } });
    await queue.settled();
    stored.state.isFull = false;
    queue.retry();
    expect(await queue.settled()).toEqual({ waiting: 0, failed: [] });
    expect(stored.at(1, 1).transcription).toBe('rare');
  });

  test('what was typed later is never overwritten by an earlier text that is retried', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { queue } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'old', direction: 'h' } });
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'new' } });
    await queue.settled();
    stored.state.isFull = false;
    queue.retry();
    await queue.settled();
    expect(stored.at(1, 1)).toMatchObject({ transcription: 'new', direction: 'h' });
    expect(stored.saved).toHaveLength(1);
  });

  test('the next change of the pair takes along what had failed', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { queue } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'text', direction: 'h' } });
    await queue.settled();
    stored.state.isFull = false;
    queue.commit({ pairId: 1, pass: 1, changes: { direction: 'td' } });
    expect((await queue.settled()).failed).toEqual([]);
    expect(stored.at(1, 1)).toMatchObject({ transcription: 'text', direction: 'td' });
  });

  test('the two passes of a pair are apart', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { queue } = queueOn(stored);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'first' } });
    queue.commit({ pairId: 1, pass: 2, changes: { transcription: 'second' } });
    expect((await queue.settled()).failed.map(({ pass }) => pass)).toEqual([1, 2]);
    queue.discard({ pairId: 1, pass: 2 });
    expect(queue.unsaved({ pairId: 1, pass: 2 })).toEqual({});
    expect(queue.unsaved({ pairId: 1, pass: 1 })).toEqual({ transcription: 'first' });
  });
});

describe('the store', () => {
  const row = (id: number, label: Partial<Label> = {}): ListedPair => ({
    ...{ id, name: `pair ${id}`, subset: '', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
    ...{ directionProposed: null, difficultyProposed: null, label: { ...EMPTY_LABEL, ...label } },
  });

  function deskOn(stored: ReturnType<typeof disk>) {
    const undone: string[] = [];
    const calls: LabelCalls = {
      get: () => Promise.resolve(EMPTY_LABEL),
      async set({ pairIds: [pairId = 0], pass, changes }) {
        return { pairs: 1, labels: [{ pairId, label: await stored.save({ pairId, pass, changes }) }] };
      },
      undo({ annotator }) {
        undone.push(annotator);
        return Promise.resolve({
          pairs: 1,
          labels: [{ pairId: 1, label: { ...EMPTY_LABEL, transcription: 'before' } }],
        });
      },
      redo: () => Promise.resolve(null),
    };
    return { store: labelStore({ calls, annotator: () => 'ada', problemOf }), undone };
  }

  test('shows what was said at once, before it is saved', async () => {
    const stored = disk();
    const { store } = deskOn(stored);
    store.seed([row(1, { notes: 'stained' })], 1);
    store.commit(1, 1, { transcription: 'now' });
    expect(store.labelOf(1, 1)).toMatchObject({ transcription: 'now', notes: 'stained' });
    expect(store.isSettled.value).toBe(false);
    await store.settled();
    expect(store.isSettled.value).toBe(true);
    expect(store.savedAt.value).toBeDefined();
  });

  test('with what another project must not get is there again when its own project is', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const made: (string | undefined)[] = [];
    const all = labelStores((project) => (made.push(project), deskOn(stored).store));
    const [first, copy, second] = [
      { id: 'one', folder: '/a' },
      { id: 'one', folder: '/b' },
      { id: 'two', folder: '/c' },
    ];
    const store = all.of(first);
    store.commit(1, 1, { transcription: 'precious' });
    await store.settled();
    expect(all.of(second)).not.toBe(store);
    expect(all.of(copy)).not.toBe(store);
    expect(all.areSettled()).toBe(false);
    expect(all.of(first)).toBe(store);
    stored.state.isFull = false;
    store.retry();
    await store.settled();
    expect(all.areSettled()).toBe(true);
    all.of(second);
    expect(all.of(first)).not.toBe(store);
    expect(made).toEqual(['one', 'two', 'one', 'two', 'one']);
  });

  test('names its project with everything that it writes', async () => {
    const named: (string | undefined)[] = [];
    const calls: LabelCalls = {
      get: () => Promise.resolve(EMPTY_LABEL),
      set: ({ project }) => (named.push(project), Promise.resolve(null)),
      undo: ({ project }) => (named.push(project), Promise.resolve(null)),
      redo: ({ project }) => (named.push(project), Promise.resolve(null)),
    };
    const store = labelStore({ calls, project: 'signs', annotator: () => 'ada', problemOf });
    store.commit(1, 1, { notes: 'x' });
    await store.undo(1);
    await store.redo(1);
    expect(named).toEqual(['signs', 'signs', 'signs']);
  });

  test('saves nothing that the label says already', async () => {
    const stored = disk();
    const { store } = deskOn(stored);
    store.seed([row(1, { tags: ['a', 'b'], difficulty: 'hard' })], 1);
    expect(store.commit(1, 1, { difficulty: 'hard', tags: ['b', 'a'] })).toBe(false);
    expect(store.commit(1, 1, { difficulty: 'hard', tags: ['a'] })).toBe(true);
    await store.settled();
    expect(stored.saved.map(({ changes }) => changes)).toEqual([{ tags: ['a'] }]);
  });

  test('keeps text that could not be saved in sight', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { store } = deskOn(stored);
    store.seed([row(1)], 1);
    store.commit(1, 1, { transcription: 'precious' });
    await store.settled();
    expect(store.state.value.failed[0]?.problem).toEqual(FULL);
    expect(store.labelOf(1, 1)?.transcription).toBe('precious');
  });

  test('takes nothing back while the latest change is not saved, and says why', async () => {
    const stored = disk();
    stored.state.isFull = true;
    const { store, undone } = deskOn(stored);
    store.seed([row(1)], 1);
    store.commit(1, 1, { transcription: 'precious' });
    await expect(store.undo(1)).rejects.toBeInstanceOf(UnsavedError);
    expect(undone).toEqual([]);
    stored.state.isFull = false;
    expect(await store.undo(1)).toMatchObject({ pairs: 1 });
    expect(stored.at(1, 1).transcription).toBe('precious');
    expect(store.labelOf(1, 1)?.transcription).toBe('before');
    expect(await store.redo(1)).toEqual({ pairs: 0, labels: [] });
  });
});
