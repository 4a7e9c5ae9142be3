import { expect, test } from 'vitest';
import { measured } from '../../../electron/compute/client/engine-reports.ts';

const WASM = { engine: 'wasm', title: 'WebAssembly', canTrain: true, usable: true, device: 'the processor' } as const;

test('an engine is timed, with a slow device on a single crop', async () => {
  const line = await measured({ ...WASM, slow: true });
  expect(line).toMatchObject({ ...WASM, device: expect.stringContaining('WebAssembly') as string });
  expect(line.usable && line.imagesPerSecond).toBeGreaterThan(0);
});

test('nobody waits for an engine that takes too long; it is reported as that slow', async () => {
  expect(await measured(WASM, 10)).toEqual({ ...WASM, imagesPerSecondBelow: 800 });
});

test('an engine that fails while it is timed is reported as unusable, with its reason', async () => {
  const line = await measured({ ...WASM, engine: 'nonesuch' });
  expect(line).toMatchObject({ usable: false, problem: { code: expect.any(String) as string } });
});
