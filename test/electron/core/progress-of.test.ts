import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { progressOf } from '../../../electron/core/progress-of.ts';

test('the latest progress comes as it is made, then the result', async () => {
  const steps = progressOf<number, string>(async (onProgress) => {
    for (let i = 1; i <= 3; i++) {
      onProgress(i);
      await setImmediate();
    }
    return 'done';
  });
  const seen: number[] = [];
  for (;;) {
    const step = await steps.next();
    if (step.done) {
      expect(step.value).toBe('done');
      break;
    }
    seen.push(step.value);
  }
  expect(seen.at(-1)).toBe(3);
});

test('a failing job throws where the consumer waits', async () => {
  const steps = progressOf<number, never>(() => Promise.reject(new Error('no room')));
  await expect(steps.next()).rejects.toThrow('no room');
});

test('ending the iterator aborts the job and waits for it', async () => {
  let ended = false;
  const steps = progressOf<number, undefined>(async (onProgress, signal) => {
    onProgress(1);
    while (!signal.aborted) await setImmediate();
    ended = true;
    return undefined;
  });
  await steps.next();
  await steps.return(undefined);
  expect(ended).toBe(true);
});
