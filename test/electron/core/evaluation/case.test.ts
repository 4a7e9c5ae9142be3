import { expect, test } from 'vitest';
import type { ComputeClient } from '../../../../electron/compute/client/client.ts';
import type { Compared } from '../../../../electron/contract/compute.ts';
import { evaluationCase } from '../../../../electron/core/evaluation/evaluation-cases.ts';

const quality = { meanSquaredError: 0.01, psnr: 20, ssim: 0.5 };
const result: Compared = {
  ...{ lowResolution: { width: 64, height: 16 }, bicubic: quality, restored: quality },
  readings: [],
};
const pair = { name: 'sign', subset: '', lr: 'lr', hr: 'hr', label: 'INN' };
const clientThat = (call: () => Promise<unknown>) => ({ call }) as unknown as ComputeClient;
const shared = { picturesOf: () => ({ lr: 'lr', hr: 'hr' }), rules: () => (text: string) => text };

test('a case whose pictures cannot be made again is shown without', async () => {
  const compute = clientThat(() => Promise.reject(new Error('gone')));
  const { source } = await evaluationCase(
    { pair, result },
    { ...shared, compute, signal: new AbortController().signal },
  );
  expect(source).toContain('no picture');
  expect(source).toContain('INN');
});

test('stopped, no more pictures are made', async () => {
  let calls = 0;
  const compute = clientThat(() => Promise.reject(new Error(String(++calls))));
  await evaluationCase({ pair, result }, { ...shared, compute, signal: AbortSignal.abort() });
  expect(calls).toBe(0);
});
