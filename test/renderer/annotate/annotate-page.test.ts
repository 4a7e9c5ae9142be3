import { describe, expect, test } from 'vitest';
import { shallowRef } from 'vue';
import { EMPTY_LABEL, type Label } from '../../../electron/contract/label.ts';
import type { ListedPair } from '../../../electron/contract/pairs.ts';
import { ACTIONS as ANNOTATE } from '../../../renderer/annotate/actions.ts';
import type { LabelChanges } from '../../../renderer/annotate/commit-queue.ts';
import { labelStore } from '../../../renderer/annotate/label-store.ts';
import { canRestoreAside, pairPictures } from '../../../renderer/annotate/pair-pictures.ts';
import { useAnnotating } from '../../../renderer/annotate/use-annotating.ts';
import { useQueue } from '../../../renderer/annotate/use-queue.ts';
import { ACTIONS as APP } from '../../../renderer/app/actions.ts';
import { annotateLocation, placeFrom } from '../../../renderer/app/pair-place.ts';
import { ACTIONS as CANVAS } from '../../../renderer/canvas/actions.ts';
import { Problem } from '../../../models/base/problem.ts';

const row = (id: number, label: Partial<Label> = {}): ListedPair => ({
  ...{ id, name: `pair ${id}`, subset: '', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
  ...{ directionProposed: null, difficultyProposed: null, label: { ...EMPTY_LABEL, ...label } },
});
const problemOf = (error: unknown) => new Problem('call-failed', { detail: String(error) }).toData();

/** The page without its looks: pairs 1 to 5, and a text field in which `type` types. */
async function page(labels: Record<number, Partial<Label>> = {}, canEdit = true, isThere = true) {
  const stored = new Map([1, 2, 3, 4, 5].map((id) => [id, { ...EMPTY_LABEL, ...labels[id] }]));
  const saved: { pairId: number; changes: LabelChanges }[] = [];
  const store = labelStore({
    annotator: () => 'ada',
    problemOf,
    calls: {
      get: () => Promise.resolve(EMPTY_LABEL),
      set({ pairIds: [pairId = 0], changes }) {
        saved.push({ pairId, changes });
        const label = { ...(stored.get(pairId) ?? EMPTY_LABEL), ...changes };
        stored.set(pairId, label);
        return Promise.resolve({ pairs: 1, labels: [{ pairId, label }] });
      },
      undo: () => Promise.resolve({ pairs: 1, labels: [{ pairId: 1, label: EMPTY_LABEL }] }),
      redo: () => Promise.resolve(null),
    },
  });
  const queue = useQueue({
    problemOf,
    listed: (rows) => store.seed(rows, 1),
    calls: {
      count: () => Promise.resolve(stored.size),
      ids: ({ offset, limit }) => Promise.resolve([...stored.keys()].slice(offset, offset + limit)),
      position: ({ pairId }) => Promise.resolve(pairId - 1),
      listed: ({ pairIds }) => Promise.resolve(pairIds.map((id) => row(id, stored.get(id)))),
    },
  });
  const typed = shallowRef<LabelChanges>({});
  const wrong = shallowRef<keyof LabelChanges>();
  let counted = 0;
  const annotating = useAnnotating({
    store: () => store,
    queue,
    pass: () => 1,
    canEdit: () => canEdit,
    problemOf,
    counted: () => counted++,
    takeTyped() {
      const changes = typed.value;
      typed.value = {};
      return changes;
    },
    wrongField: () => wrong.value,
  });
  if (isThere) await queue.start({}, 1);
  const type = (transcription: string) => (typed.value = { transcription });
  return { annotating, queue, store, saved, stored, type, typed, wrong, counted: () => counted };
}

describe('going through pairs', () => {
  test('Enter saves text and status in one action and goes on at once', async () => {
    const { annotating, queue, store, saved, type, counted } = await page();
    type('No. 27');
    await annotating.saveNext();
    expect(queue.current.value?.id).toBe(2);
    await store.settled();
    expect(saved).toEqual([{ pairId: 1, changes: { transcription: 'No. 27', status: 'done' } }]);
    expect(counted()).toBe(1);
  });

  test('Enter on a pair of which nothing is said asks once, then says that there is no text', async () => {
    const { annotating, queue, store, stored } = await page();
    await annotating.saveNext();
    expect(annotating.hint.value).toBe('empty');
    expect(queue.current.value?.id).toBe(1);
    await annotating.saveNext();
    expect(queue.current.value?.id).toBe(2);
    await store.settled();
    expect(stored.get(1)).toMatchObject({ transcription: '', status: 'done' });
  });

  test('what is typed beside an empty text is saved when Enter asks, not lost', async () => {
    const { annotating, store, stored, typed } = await page();
    typed.value = { notes: 'stained', tags: ['a'] };
    await annotating.saveNext();
    expect(annotating.hint.value).toBe('empty');
    await store.settled();
    expect(stored.get(1)).toMatchObject({ notes: 'stained', tags: ['a'], transcription: null, status: 'new' });
    await annotating.saveNext();
    await store.settled();
    expect(stored.get(1)).toMatchObject({ notes: 'stained', transcription: '', status: 'done' });
  });

  test('what is typed before a pair is there stays with its field', async () => {
    const { annotating, typed } = await page({}, true, false);
    typed.value = { notes: 'early' };
    await annotating.saveNext();
    expect(typed.value).toEqual({ notes: 'early' });
  });

  test('text that cannot be understood keeps the pair in place, named by its field, until it is corrected', async () => {
    const { annotating, queue, store, saved, type, wrong } = await page();
    type('No. 27');
    wrong.value = 'focalLengthLr';
    for (const leave of [annotating.saveNext, annotating.reject, () => annotating.go(1), annotating.undo]) {
      annotating.hint.value = undefined;
      await leave();
      expect(annotating.hint.value).toEqual({ wrong: 'focalLengthLr' });
    }
    expect(queue.current.value?.id).toBe(1);
    await store.settled();
    expect(saved).toEqual([]);
    wrong.value = undefined;
    await annotating.saveNext();
    await store.settled();
    expect(saved).toEqual([{ pairId: 1, changes: { transcription: 'No. 27', status: 'done' } }]);
    expect(queue.current.value?.id).toBe(2);
  });

  test('an illegible pair needs no text', async () => {
    const { annotating, store, stored } = await page();
    annotating.commit({ illegible: true });
    await annotating.saveNext();
    await store.settled();
    expect(stored.get(1)).toMatchObject({ transcription: null, illegible: true, status: 'done' });
  });

  test('walking through labelled pairs with Enter changes and counts nothing', async () => {
    const { annotating, queue, store, saved, counted } = await page({
      1: { transcription: 'a', status: 'reviewed' },
      2: { transcription: 'b', status: 'done' },
      3: { status: 'rejected' },
    });
    for (let i = 0; i < 3; i++) await annotating.saveNext();
    await store.settled();
    expect(queue.current.value?.id).toBe(4);
    expect(saved).toEqual([]);
    expect(counted()).toBe(0);
  });

  test('what is typed is kept on skipping and on going back', async () => {
    const { annotating, store, stored, type } = await page();
    type('half a te');
    await annotating.go(1);
    type('second');
    await annotating.go(-1);
    await store.settled();
    expect(stored.get(1)?.transcription).toBe('half a te');
    expect(stored.get(2)?.transcription).toBe('second');
  });

  test('undo commits what is typed, shows the pair that it changed, and says when nothing is left', async () => {
    const { annotating, queue, store, stored, type } = await page();
    await annotating.go(1);
    await annotating.go(1);
    type('typed');
    await annotating.undo();
    expect(queue.current.value?.id).toBe(1);
    expect(stored.get(3)?.transcription).toBe('typed');
    await annotating.redo();
    expect(annotating.hint.value).toBe('nothingToRedo');
    await store.settled();
  });

  test('the ends of the list are announced', async () => {
    const { annotating } = await page();
    await annotating.go(-1);
    expect(annotating.hint.value).toBe('start');
    for (let i = 0; i < 5; i++) await annotating.go(1);
    expect(annotating.hint.value).toBe('end');
  });

  test('in a project that can only be read, keys go through pairs and change nothing', async () => {
    const { annotating, queue, store, saved, type } = await page({}, false);
    type('never');
    await annotating.saveNext();
    annotating.commit({ direction: 'h' });
    await annotating.reject();
    await annotating.undo();
    await store.settled();
    expect(queue.current.value?.id).toBe(2);
    expect(saved).toEqual([]);
  });
});

describe('pictures of a pair', () => {
  const titles = { lr: 'LR', sr: 'SR', hr: 'HR', missing: 'missing' };
  const urlOf = (id: number) => `media/image/${id}`;
  const lr = { id: 1, width: 64, height: 16 };

  test('a side that the pair lacks keeps its place and says so', () => {
    const pictures = pairPictures({ lr, hr: null }, { restoration: undefined, titles, urlOf });
    expect(pictures.map(({ key, url, note }) => [key, url, note])).toEqual([
      ['lr', 'media/image/1', undefined],
      ['hr', null, 'missing'],
    ]);
  });

  test('a restoration has its place before it is there, and none without LR', () => {
    const restoration = { note: 'being restored' };
    expect(pairPictures({ lr, hr: null }, { restoration, titles, urlOf })[1]).toMatchObject({ key: 'sr', url: null });
    expect(pairPictures({ lr: null, hr: lr }, { restoration, titles, urlOf }).map(({ key }) => key)).toEqual([
      'lr',
      'hr',
    ]);
  });
});

test('crops are restored while somebody labels, photos are not', () => {
  expect(canRestoreAside({ width: 64, height: 16 })).toBe(true);
  expect(canRestoreAside({ width: 4000, height: 32 })).toBe(true);
  expect(canRestoreAside({ width: 3000, height: 2000 })).toBe(false);
});

describe('keys', () => {
  test('no two actions that are live together have the same key', () => {
    const keys = [...ANNOTATE, ...CANVAS, ...APP].flatMap(({ keys }) => keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('whatever labels a pair has a key that works while text is typed', () => {
    const labels = ANNOTATE.filter(({ id }) => /direction|difficulty|illegible|reject|undo|redo/.test(id));
    expect(labels.length).toBeGreaterThan(9);
    for (const { id, keys, whileTyping } of labels) {
      const works = whileTyping === true || keys.some((key) => /^(f\d+$|alt\+|mod\+)/.test(key));
      expect(works, id).toBe(true);
    }
  });
});

describe('the address of a list', () => {
  test('names its query and a pair, and comes back the same', () => {
    const query = { filter: { status: 'new' as const, text: 'ä & ö' }, pass: 2 as const };
    const location = annotateLocation(query, 17) as { query: Record<string, string> };
    expect(placeFrom(location.query)).toEqual({ query, pairId: 17 });
  });

  test('nonsense names none', () => {
    expect(placeFrom({})).toBeUndefined();
    expect(placeFrom({ query: '{"order":"sideways"}' })).toBeUndefined();
    expect(placeFrom({ query: '{' })).toBeUndefined();
    expect(placeFrom({ query: '{}', pair: '-3' })).toEqual({ query: {}, pairId: undefined });
  });
});
