import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { BulkAction } from '../../../../electron/contract/label-actions.ts';
import { browse, countPairs } from '../../../../electron/core/annotate/browse.ts';
import { LabelActions } from '../../../../electron/core/annotate/label-actions.ts';
import { getLabel, history } from '../../../../electron/core/annotate/labels.ts';
import type { Database } from '../../../../electron/core/db/connection.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { unfinishedActions } from '../../../../electron/core/db/queries/sliced-actions.ts';
import { projectWith } from './project-fixture.ts';

const MANY = 300;
const ONE_PAIR_A_SLICE = { slice: 0 };
const ann = { annotator: 'Ann', pass: 1 } as const;
const bo = { annotator: 'Bo', pass: 1 } as const;
const all = Array.from({ length: MANY }, (_, i) => i + 1);
const LAST = MANY;

const project = () => {
  const db = projectWith(all.map(() => ({})));
  return { db, actions: new LabelActions(db, ONE_PAIR_A_SLICE) };
};
const withNotes = (db: Database, notes: string) =>
  db.prepare<[string], number>('SELECT count(*) FROM label WHERE notes = ?').pluck().get(notes);

const underWay = async (actions: LabelActions): Promise<BulkAction[]> => {
  for await (const list of actions.watch()) return list;
  return [];
};

/** The action that is under way, once some of it is written and some is not. */
async function written({ db, actions }: ReturnType<typeof project>): Promise<BulkAction> {
  while (unfinishedActions(db).length === 0) await setImmediate();
  const [first] = await underWay(actions);
  if (first?.state !== 'writing') throw new Error(`it is ${first?.state}`);
  return first;
}

test('an action on many pairs is one action: answered by its count, taken back and done again as a whole', async () => {
  const { db, actions } = project();
  const made = await actions.set({ ...ann, pairIds: [...all, 1], changes: { notes: 'all' } });
  expect(made).toEqual({ actionId: made?.actionId, pairs: MANY, labels: [] });
  expect(withNotes(db, 'all')).toBe(MANY);
  expect(history(db, LAST, 1).at(-1)).toMatchObject({
    actionId: made?.actionId,
    kind: 'edit',
    after: { notes: 'all' },
  });
  expect(await actions.set({ ...ann, pairIds: all, changes: { notes: 'all' } })).toBeUndefined();

  expect(await actions.undo(ann)).toMatchObject({ pairs: MANY, labels: [] });
  expect(withNotes(db, '')).toBe(MANY);
  expect(await actions.redo(ann)).toMatchObject({ pairs: MANY, labels: [] });
  expect(withNotes(db, 'all')).toBe(MANY);
  expect(await actions.redo(ann)).toBeUndefined();
  expect([...replayMismatches(db)]).toEqual([]);
  expect(unfinishedActions(db)).toEqual([]);
});

test('a label and a page are answered before an action on many pairs ends, and keep their place in the order', async () => {
  const of = project();
  const { db, actions } = of;
  const order: string[] = [];
  const bulk = actions.set({ ...ann, pairIds: all, changes: { notes: 'all', status: 'done' } });
  void bulk.then(() => order.push('bulk'));
  await written(of);
  const single = await actions.set({ ...bo, pairIds: [LAST], changes: { notes: 'mine' } });
  order.push('label');
  await actions.set({ ...ann, pairIds: [LAST - 1], changes: { transcription: 'own' } });
  expect(browse(db, {}, { limit: 10 }).pairs).toHaveLength(10);
  order.push('page');
  const made = await bulk;
  expect(order).toEqual(['label', 'page', 'bulk']);
  expect(single?.actionId).toBeGreaterThan(made?.actionId ?? Infinity);
  // What was said after the action began is not overwritten by it.
  expect(getLabel(db, LAST, 1)).toMatchObject({ notes: 'mine', status: 'in-progress' });
  expect(getLabel(db, LAST - 1, 1)).toMatchObject({ notes: 'all', transcription: 'own' });
  expect(countPairs(db, { filter: { status: 'done' } })).toBe(MANY - 2);

  // The latest of Ann's actions is that label.
  expect(await actions.undo(ann)).toMatchObject({ pairs: 1 });
  expect(getLabel(db, LAST - 1, 1)).toMatchObject({ notes: 'all', transcription: null });
  expect(await actions.undo(ann)).toMatchObject({ pairs: MANY - 1 });
  expect(withNotes(db, '')).toBe(MANY - 1);
  expect([...replayMismatches(db)]).toEqual([]);
});

test('a stopped action leaves every label, and the undo stack, as they were', async () => {
  const of = project();
  const { db, actions } = of;
  await actions.set({ ...ann, pairIds: [1], changes: { notes: 'first' } });
  await actions.set({ ...ann, pairIds: [2], changes: { notes: 'second' } });
  await actions.undo(ann);
  const bulk = actions.set({ ...ann, pairIds: all, changes: { notes: 'all' } });
  const { id, of: pairs } = await written(of);
  expect(pairs).toBe(MANY);
  actions.stop(id);
  await expect(bulk).rejects.toMatchObject({ code: 'cancelled' });
  expect(withNotes(db, 'all')).toBe(0);
  expect(unfinishedActions(db)).toEqual([]);
  expect([...replayMismatches(db)]).toEqual([]);
  expect(actions.isIdle).toBe(true);

  await actions.redo(ann);
  expect(getLabel(db, 2, 1).notes).toBe('second');
  await actions.undo(ann);
  await actions.undo(ann);
  expect(getLabel(db, 1, 1).notes).toBe('');
  expect(await actions.undo(ann)).toBeUndefined();
});

test('a stopped undo puts back what it had taken', async () => {
  const of = project();
  const { db, actions } = of;
  await actions.set({ ...ann, pairIds: all, changes: { notes: 'all' } });
  const undoing = actions.undo(ann);
  actions.stop((await written(of)).id);
  await expect(undoing).rejects.toMatchObject({ code: 'cancelled' });
  expect(withNotes(db, 'all')).toBe(MANY);
  await actions.undo(ann);
  expect(withNotes(db, '')).toBe(MANY);
  expect([...replayMismatches(db)]).toEqual([]);
});

test('one that others are in the way of is refused, and writes nothing', async () => {
  const of = project();
  const { db, actions } = of;
  await actions.set({ ...ann, pairIds: all, changes: { notes: 'all' } });
  await actions.set({ ...bo, pairIds: [5, 6], changes: { notes: 'mine' } });
  await expect(actions.undo(ann)).rejects.toMatchObject({ code: 'conflict' });
  await expect(actions.undo(ann)).rejects.toThrow(/Bo has changed notes of pair 5 .*1 more/);
  expect(withNotes(db, 'all')).toBe(MANY - 2);
  const unknown = actions.set({ ...ann, pairIds: [...all, MANY + 1], changes: { notes: 'x' } });
  await expect(unknown).rejects.toMatchObject({ code: 'not-found' });
  expect(withNotes(db, 'x')).toBe(0);
});

test('large actions go one after another, and their annotator takes nothing back meanwhile', async () => {
  const of = project();
  const { db, actions } = of;
  const first = actions.set({ ...ann, pairIds: all, changes: { notes: 'first' } });
  const second = actions.set({ ...bo, pairIds: all, changes: { notes: 'second' } });
  await written(of);
  expect((await underWay(actions)).map(({ annotator, state }) => [annotator, state])).toEqual([
    ['Ann', 'writing'],
    ['Bo', 'waiting'],
  ]);
  await expect(actions.undo(ann)).rejects.toMatchObject({ code: 'in-use' });
  await first;
  expect(await second).toMatchObject({ pairs: MANY });
  expect(withNotes(db, 'second')).toBe(MANY);
});

test('closing stops what is under way, and waits until it is taken back', async () => {
  const of = project();
  const { db, actions } = of;
  const bulk = actions.set({ ...ann, pairIds: all, changes: { notes: 'all' } });
  const refused = expect(bulk).rejects.toMatchObject({ code: 'cancelled' });
  await written(of);
  await actions.close();
  expect(withNotes(db, 'all')).toBe(0);
  await refused;
});
