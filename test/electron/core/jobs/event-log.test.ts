import { expect, test } from 'vitest';
import { EventLog } from '../../../../electron/core/jobs/event-log.ts';
import type { JobProgressEvent } from '../../../../electron/core/job-kind.ts';
import { Pace } from '../../../../electron/core/jobs/job.ts';

const checked = (done: number): JobProgressEvent => ({ type: 'checks', done, of: 100 });
const item = (pairId: number): JobProgressEvent => ({
  type: 'suggest',
  suggest: { type: 'item', pairId, side: 'hr', state: 'read' },
});
const step = (number: number): JobProgressEvent => ({
  type: 'train',
  train: { type: 'step', step: number, loss: 1, parts: {}, learningRate: 1, batch: 1, secondsLeft: null },
});
const measured = (number: number): JobProgressEvent => ({
  type: 'train',
  train: { type: 'measured', step: number, score: { cer: 1, accuracy: 0 }, isBest: false },
});
const numbersOf = (log: EventLog, from = 0) => log.from(from, Infinity).map(({ number }) => number);

test('of progress only the latest is kept, and numbers go on', () => {
  const log = new EventLog();
  for (const done of [1, 2, 3]) log.add(checked(done), 'latest');
  expect(log.from(0, 10)).toEqual([{ number: 2, event: checked(3) }]);
  expect(numbersOf(log, 3)).toEqual([]);
  log.add(checked(4), 'latest');
  expect(log.from(3, 10)).toEqual([{ number: 3, event: checked(4) }]);
});

test('a long job forgets its oldest items and keeps their numbers', () => {
  const log = new EventLog(100);
  for (let i = 0; i < 1000; i++) log.add(item(i));
  const numbers = numbersOf(log);
  expect(numbers.length).toBeLessThanOrEqual(100);
  expect(numbers.length).toBeGreaterThanOrEqual(75);
  expect(numbers.at(-1)).toBe(999);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  expect(log.from(990, 3).map(({ event }) => event)).toEqual([item(990), item(991), item(992)]);
});

test('a long training keeps every measurement and its curve to the beginning', () => {
  const log = new EventLog(100);
  log.add(measured(0));
  for (let i = 1; i <= 2000; i++) {
    log.add(step(i), 'curve');
    if (i % 100 === 0) log.add(measured(i));
  }
  const trained = log.from(0, Infinity).flatMap(({ event }) => (event.type === 'train' ? [event.train] : []));
  const steps = trained.flatMap((event) => (event.type === 'step' ? [event.step] : []));
  expect(trained.length).toBeLessThanOrEqual(100);
  expect(trained.filter(({ type }) => type === 'measured')).toHaveLength(21);
  expect(steps[0]).toBe(1);
  expect(steps.at(-1)).toBeGreaterThan(1990);
  const gaps = steps.slice(1).map((one, i) => one - (steps[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(70);
});

test('what is kept is measured, also after forgetting', () => {
  const log = new EventLog(100);
  for (let i = 0; i < 1000; i++) log.add(i % 2 ? item(i) : checked(i));
  const kept = log.from(0, Infinity).reduce((sum, { event }) => sum + JSON.stringify(event).length, 0);
  expect(log.characters).toBe(kept);
  log.clear();
  expect([log.characters, numbersOf(log)]).toEqual([0, []]);
});

test('the time left goes by the present rate, and is unknown at first', () => {
  const pace = new Pace();
  pace.note(0, 0);
  expect(pace.secondsLeft(0, 100, 1000)).toBeNull();
  pace.note(10, 1000);
  pace.note(50, 5000);
  expect(pace.secondsLeft(50, 100, 5000)).toBe(5);
  expect(pace.secondsLeft(50, null, 5000)).toBeNull();
  // What an earlier run had finished flew by; after half a minute it counts no more.
  for (let second = 6; second <= 40; second++) pace.note(50 + (second - 5), second * 1000);
  expect(pace.secondsLeft(85, 100, 40_000)).toBeCloseTo(15, 0);
});
