import { describe, expect, test } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../electron/contract/label.ts';
import type { ListedPair } from '../../../electron/contract/pairs.ts';
import type { ProblemData } from '../../../electron/contract/problem.ts';
import { CommitQueue, type Commit, type QueueState } from '../../../renderer/annotate/commit-queue.ts';
import { desks } from '../../../renderer/annotate/label-stores.ts';
import { labelDesk, UnsavedError, type LabelCalls } from '../../../renderer/annotate/label-store.ts';

const FULL: ProblemData = { code: 'disk-full', sentence: 'The disk is full.', cure: 'Make room.' };
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

function queueOn(store: ReturnType<typeof disk>) {
  const states: QueueState[] = [];
  const queue = new CommitQueue({
    save: (commit) => store.save(commit),
    problemOf,
    saved: () => undefined,
    changed: (state) => states.push(state),
  });
  return { queue, states };
}

describe('commits', () => {
  test('are saved one after the other in their order', async () => {
    const store = disk();
    const { queue, states } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'a' } });
    queue.commit({ pairId: 2, pass: 1, changes: { direction: 'vp' } });
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'ab' } });
    expect(states.at(-1)?.waiting).toBe(3);
    expect(await queue.settled()).toEqual({ waiting: 0, failed: [] });
    expect(store.saved.map(({ pairId }) => pairId)).toEqual([1, 2, 1]);
    expect(store.at(1, 1).transcription).toBe('ab');
  });

  test('one that fails keeps what was typed, says why, and holds up no other pair', async () => {
    const store = disk();
    store.state.refuses.add(1);
    const { queue } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'rare' } });
    queue.commit({ pairId: 2, pass: 1, changes: { transcription: 'common' } });
    const { failed } = await queue.settled();
    expect(failed).toEqual([{ pairId: 1, pass: 1, changes: { transcription: 'rare' }, problem: FULL }]);
    expect(store.at(2, 1).transcription).toBe('common');
    expect(queue.unsaved({ pairId: 1, pass: 1 })).toEqual({ transcription: 'rare' });
  });

  test('retrying saves it', async () => {
    const store = disk();
    store.state.isFull = true;
    const { queue } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'rare' } });
    await queue.settled();
    store.state.isFull = false;
    queue.retry();
    expect(await queue.settled()).toEqual({ waiting: 0, failed: [] });
    expect(store.at(1, 1).transcription).toBe('rare');
  });

  test('what was typed later is never overwritten by an earlier text that is retried', async () => {
    const store = disk();
    store.state.isFull = true;
    const { queue } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'old', direction: 'h' } });
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'new' } });
    await queue.settled();
    store.state.isFull = false;
    queue.retry();
    await queue.settled();
    expect(store.at(1, 1)).toMatchObject({ transcription: 'new', direction: 'h' });
    expect(store.saved).toHaveLength(1);
  });

  test('the next change of the pair takes along what had failed', async () => {
    const store = disk();
    store.state.isFull = true;
    const { queue } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'text', direction: 'h' } });
    await queue.settled();
    store.state.isFull = false;
    queue.commit({ pairId: 1, pass: 1, changes: { direction: 'td' } });
    expect((await queue.settled()).failed).toEqual([]);
    expect(store.at(1, 1)).toMatchObject({ transcription: 'text', direction: 'td' });
  });

  test('the two passes of a pair are apart', async () => {
    const store = disk();
    store.state.isFull = true;
    const { queue } = queueOn(store);
    queue.commit({ pairId: 1, pass: 1, changes: { transcription: 'first' } });
    queue.commit({ pairId: 1, pass: 2, changes: { transcription: 'second' } });
    expect((await queue.settled()).failed.map(({ pass }) => pass)).toEqual([1, 2]);
    queue.discard({ pairId: 1, pass: 2 });
    expect(queue.unsaved({ pairId: 1, pass: 2 })).toEqual({});
    expect(queue.unsaved({ pairId: 1, pass: 1 })).toEqual({ transcription: 'first' });
  });
});

describe('the desk', () => {
  const row = (id: number, label: Partial<Label> = {}): ListedPair => ({
    ...{ id, name: `pair ${id}`, subset: '', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
    ...{ directionProposed: null, difficultyProposed: null, label: { ...EMPTY_LABEL, ...label } },
  });

  function deskOn(store: ReturnType<typeof disk>) {
    const undone: string[] = [];
    const calls: LabelCalls = {
      async set({ pairIds: [pairId = 0], pass, changes }) {
        return { labels: [{ pairId, label: await store.save({ pairId, pass, changes }) }] };
      },
      undo({ annotator }) {
        undone.push(annotator);
        return Promise.resolve({ labels: [{ pairId: 1, label: { ...EMPTY_LABEL, transcription: 'before' } }] });
      },
      redo: () => Promise.resolve(null),
    };
    return { desk: labelDesk({ calls, annotator: () => 'ada', problemOf }), undone };
  }

  test('shows what was said at once, before it is saved', async () => {
    const store = disk();
    const { desk } = deskOn(store);
    desk.seed([row(1, { notes: 'stained' })], 1);
    desk.commit(1, 1, { transcription: 'now' });
    expect(desk.labelOf(1, 1)).toMatchObject({ transcription: 'now', notes: 'stained' });
    expect(desk.isSettled.value).toBe(false);
    await desk.settled();
    expect(desk.isSettled.value).toBe(true);
    expect(desk.savedAt.value).toBeDefined();
  });

  test('with what another project must not get is there again when its own project is', async () => {
    const store = disk();
    store.state.isFull = true;
    const made: (string | undefined)[] = [];
    const all = desks((project) => (made.push(project), deskOn(store).desk));
    const [first, copy, second] = [
      { id: 'one', folder: '/a' },
      { id: 'one', folder: '/b' },
      { id: 'two', folder: '/c' },
    ];
    const desk = all.of(first);
    desk.commit(1, 1, { transcription: 'precious' });
    await desk.settled();
    expect(all.of(second)).not.toBe(desk);
    expect(all.of(copy)).not.toBe(desk);
    expect(all.areSettled()).toBe(false);
    expect(all.of(first)).toBe(desk);
    store.state.isFull = false;
    desk.retry();
    await desk.settled();
    expect(all.areSettled()).toBe(true);
    all.of(second);
    expect(all.of(first)).not.toBe(desk);
    expect(made).toEqual(['one', 'two', 'one', 'two', 'one']);
  });

  test('names its project with everything that it writes', async () => {
    const named: (string | undefined)[] = [];
    const calls: LabelCalls = {
      set: ({ project }) => (named.push(project), Promise.resolve(null)),
      undo: ({ project }) => (named.push(project), Promise.resolve(null)),
      redo: ({ project }) => (named.push(project), Promise.resolve(null)),
    };
    const desk = labelDesk({ calls, project: 'signs', annotator: () => 'ada', problemOf });
    desk.commit(1, 1, { notes: 'x' });
    await desk.undo(1);
    await desk.redo(1);
    expect(named).toEqual(['signs', 'signs', 'signs']);
  });

  test('saves nothing that the label says already', async () => {
    const store = disk();
    const { desk } = deskOn(store);
    desk.seed([row(1, { tags: ['a', 'b'], difficulty: 'hard' })], 1);
    expect(desk.commit(1, 1, { difficulty: 'hard', tags: ['b', 'a'] })).toBe(false);
    expect(desk.commit(1, 1, { difficulty: 'hard', tags: ['a'] })).toBe(true);
    await desk.settled();
    expect(store.saved.map(({ changes }) => changes)).toEqual([{ tags: ['a'] }]);
  });

  test('keeps text that could not be saved in sight', async () => {
    const store = disk();
    store.state.isFull = true;
    const { desk } = deskOn(store);
    desk.seed([row(1)], 1);
    desk.commit(1, 1, { transcription: 'precious' });
    await desk.settled();
    expect(desk.state.value.failed[0]?.problem).toEqual(FULL);
    expect(desk.labelOf(1, 1)?.transcription).toBe('precious');
  });

  test('takes nothing back while the latest change is not saved, and says why', async () => {
    const store = disk();
    store.state.isFull = true;
    const { desk, undone } = deskOn(store);
    desk.seed([row(1)], 1);
    desk.commit(1, 1, { transcription: 'precious' });
    await expect(desk.undo(1)).rejects.toBeInstanceOf(UnsavedError);
    expect(undone).toEqual([]);
    store.state.isFull = false;
    expect(await desk.undo(1)).toHaveLength(1);
    expect(store.at(1, 1).transcription).toBe('precious');
    expect(desk.labelOf(1, 1)?.transcription).toBe('before');
    expect(await desk.redo(1)).toEqual([]);
  });
});
