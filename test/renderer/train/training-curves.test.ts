import { expect, test } from 'vitest';
import type { TrainingEvent } from '../../../electron/contract/training.ts';
import { thinned, TrainingCurves } from '../../../renderer/train/training-curves.ts';
import { isRate, newDraft, requestOf } from '../../../renderer/train/training-draft.ts';
import { aligned } from '../../../renderer/ui/curves.ts';
import { Problem } from '../../../models/base/problem.ts';

const step = (number: number, loss: number) =>
  ({ type: 'step', step: number, loss, parts: {}, learningRate: 1e-4, batch: 16 }) as unknown as TrainingEvent;
const measured = (number: number, cer: number, isBest: boolean): TrainingEvent => ({
  ...{ type: 'measured', step: number, isBest },
  score: { cer, accuracy: 1 - cer },
});
const begun = (number: number): TrainingEvent => ({
  ...{ type: 'begun', engine: 'wasm', device: 'CPU', base: 'crnn-latin', training: 14, validation: 5 },
  step: number,
});
const diverged = new Problem('training-diverged', { what: 'the loss' }).toData();

test('what a training takes back is taken off its curve', () => {
  const curves = new TrainingCurves();
  const events = [begun(0), measured(0, 0.5, true), step(1, 4), step(2, 3), measured(2, 0.4, true), step(3, 9)];
  for (const event of events) curves.add(event);
  curves.add({ type: 'notice', step: 2, problem: diverged });
  expect(curves.losses.map(({ step: at }) => at)).toEqual([1, 2]);
  curves.add(step(3, 2));
  curves.add(measured(4, 0.6, false));
  expect(curves.losses.at(-1)).toEqual({ step: 3, loss: 2 });
  expect(curves.best?.step).toBe(2);
  expect(curves.notices).toEqual([{ step: 2, problem: diverged }]);
});

test('resumed, it goes on where the checkpoint was, and a measurement counts once', () => {
  const curves = new TrainingCurves();
  for (const event of [begun(0), step(1, 4), step(2, 3), measured(2, 0.4, true), step(3, 2)]) curves.add(event);
  curves.add(begun(2));
  curves.add(measured(2, 0.4, true));
  expect(curves.losses.map(({ step: at }) => at)).toEqual([1, 2]);
  expect(curves.measured.map(({ step: at }) => at)).toEqual([2]);
});

test('a long curve is drawn by means, and short ones as they are', () => {
  const points = Array.from({ length: 10 }, (_, i) => ({ step: i + 1, loss: i }));
  expect(thinned(points, 10)).toEqual(points);
  expect(thinned(points, 4)).toEqual([
    { step: 3, loss: 1 },
    { step: 6, loss: 4 },
    { step: 9, loss: 7 },
    { step: 10, loss: 9 },
  ]);
});

test('curves share one axis', () => {
  const curves = [
    {
      label: 'a',
      colour: '--ui-primary',
      points: [
        [0, 1],
        [4, 2],
      ] as const,
    },
    {
      label: 'b',
      colour: '--ui-error',
      points: [
        [2, 3],
        [4, 4],
      ] as const,
    },
  ];
  expect(aligned(curves)).toEqual([
    [0, 2, 4],
    [1, null, 2],
    [null, 3, 4],
  ]);
});

test('a form asks for a training only when it has a name and a rate that is one', () => {
  const engines = [
    { id: 'forward', title: 'Forward', canTrain: false },
    { id: 'both', title: 'Both', canTrain: true },
  ];
  expect(newDraft('both', engines).engine).toBe('both');
  const draft = { ...newDraft('forward', engines), network: 'tsrn', name: '  signs ' };
  expect(requestOf({ ...draft, name: ' ' })).toBeUndefined();
  expect(requestOf(draft)).toMatchObject({ name: 'signs', engine: 'auto', sides: ['hr', 'lr'] });
  expect(requestOf(draft)).not.toHaveProperty('learningRate');
  expect(requestOf({ ...draft, learningRate: '0.0003' })).toMatchObject({ learningRate: 0.0003 });
  expect(requestOf({ ...draft, learningRate: 'fast' })).toBeUndefined();
  expect(requestOf({ ...draft, network: 'crnn', reads: true, sides: 'lr', base: 'mine' })).toMatchObject({
    sides: ['lr'],
    base: 'mine',
  });
  expect(requestOf({ ...draft, network: 'crnn', reads: true, sides: 'all' })?.sides).toEqual(['hr', 'lr', 'sr']);
  expect(requestOf(draft)).not.toHaveProperty('synthetic');
  expect(requestOf({ ...draft, drawn: 30, variation: 50 })).toMatchObject({
    ...{ synthetic: { mix: 0.3, config: { seed: 0 } }, augmentation: 0.5 },
  });
  expect(['', '1', '1e-4', '0', '2', '-1', 'x'].map(isRate)).toEqual([true, true, true, false, false, false, false]);
});
