import { expect, test } from 'vitest';
import type { RestorationEvent, Review, Sidecar } from '../../../electron/contract/jobs.ts';
import { isIn, mainReading, nameOf, RestorationItems, VIEWS } from '../../../renderer/restore/restoration-items.ts';
import { Problem } from '../../../models/base/problem.ts';

const reading = (text: string) => ({ text, confidence: 1, characters: [] });
const sidecar = (changes: Partial<Sidecar>): Sidecar =>
  ({
    input: { width: 64, height: 16 },
    output: { width: 128, height: 32 },
    readings: [
      { reader: 'crnn', input: reading('sign'), output: reading('sign') },
      { reader: 'ppocr', input: reading('Sign'), output: reading('Signs') },
    ],
    ...changes,
  }) as unknown as Sidecar;
const review: Review = { verdict: 'accepted', by: 'anna', at: '2026-01-02T03:04:05.000Z' };

const item = (input: string, changes: Partial<Sidecar> = {}): RestorationEvent => ({
  ...{ type: 'item', input, state: 'restored', output: `out/${input}` },
  sidecar: sidecar(changes),
});
const problem = new Problem('not-a-picture', { name: 'x.png' }).toData();

function queue(): RestorationItems {
  const items = new RestorationItems();
  items.add({ type: 'planned', items: ['a.png', 'b.png', 'c.png'].map((input) => ({ input })) });
  items.add({ type: 'planned', items: [{ input: 'the LR picture of d', pairId: 7 }] });
  return items;
}

test('everything waits as it was planned, then takes its own place, in whatever order it ends', () => {
  const items = queue();
  expect(items.list.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
  items.add(item('c.png'));
  items.add({ type: 'item', input: 'a.png', state: 'failed', problem });
  items.add({ ...item('the LR picture of d'), pairId: 7 } as RestorationEvent);
  expect(items.list.map(({ input, state }) => [input, state])).toEqual([
    ['a.png', 'failed'],
    ['b.png', 'waiting'],
    ['c.png', 'restored'],
    ['the LR picture of d', 'restored'],
  ]);
});

test('resumed, what is planned again waits again and is not there twice', () => {
  const items = queue();
  items.add(item('a.png'));
  items.add({ type: 'planned', items: [{ input: 'a.png' }, { input: 'b.png' }] });
  expect(items.list.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
});

test('a verdict of the sidecar counts until another is said', () => {
  const items = queue();
  items.add(item('a.png', { review }));
  expect(items.list[0]?.outcome?.review).toEqual(review);
  items.review('out/a.png', null);
  expect(items.list[0]?.outcome?.review).toBeNull();
  items.review('out/nowhere.png', review);
  expect(items.list.filter((one) => one.outcome?.review)).toEqual([]);
});

test('the parts of a queue', () => {
  const items = queue();
  items.add(item('a.png', { review }));
  items.add({ type: 'item', input: 'b.png', state: 'failed', problem });
  items.add(item('c.png', { readings: [] }));
  const parts = Object.fromEntries(
    VIEWS.map((view) => [view, items.list.filter((one) => isIn(view, one)).map(({ input }) => input)]),
  );
  expect(parts).toEqual({
    all: ['a.png', 'b.png', 'c.png', 'the LR picture of d'],
    open: ['c.png'],
    changed: ['a.png'],
    accepted: ['a.png'],
    rejected: [],
    failed: ['b.png'],
  });
});

test('a list shows the file name and the reading of the stronger reader', () => {
  const items = new RestorationItems();
  items.add(item('/photos/1912/a.png'));
  items.add(item('C:\\photos\\b.png', { readings: [] }));
  const [first, second] = items.list;
  expect([first && nameOf(first), second && nameOf(second)]).toEqual(['a.png', 'b.png']);
  expect(first && mainReading(first)?.output.text).toBe('Signs');
  expect(second && mainReading(second)).toBeUndefined();
});
