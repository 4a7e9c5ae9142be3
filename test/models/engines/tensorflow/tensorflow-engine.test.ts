import * as tf from '@tensorflow/tfjs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  PACK_ADDON,
  PACK_MANIFEST,
  packManifest,
  tensorflowPackFolder,
} from '../../../../models/engines/pack/pack-folder.ts';
import { engineModule } from '../../../../models/engines/tensorflow/tensorflow-engine.ts';
import { engineModule as wasmModule } from '../../../../models/engines/wasm/wasm-engine.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the native TensorFlow engine', () => {
  test('computes, and starts again after it was stopped', async (context) => {
    const report = await engineModule.probe();
    if (!report.usable) return context.skip(report.problem.sentence);
    expect(report.device).toMatch(/TensorFlow \d+\.\d+/);
    for (let round = 0; round < 2; round++) {
      const engine = await engineModule.start();
      try {
        expect(tf.getBackend()).toBe('tensorflow');
        expect(engine.device).toBe(report.device);
        const y = tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 3, 1]), tf.ones([3, 3, 1, 1]), 1, 'same');
        expect([...y.dataSync()]).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4]);
        // TopK is one of the kernels that use what Node took out of node:util.
        expect([...tf.topk(tf.tensor1d([3, 9, 4]), 2).values.dataSync()]).toEqual([9, 4]);
      } finally {
        await engine.stop();
      }
    }
  });

  test('and another TensorFlow.js engine take turns', async (context) => {
    const report = await engineModule.probe();
    if (!report.usable) return context.skip(report.problem.sentence);
    const engine = await engineModule.start();
    try {
      await expect(wasmModule.start()).rejects.toMatchObject({
        code: 'engine-unusable',
        message: expect.stringContaining('tensorflow') as string,
      });
    } finally {
      await engine.stop();
    }
    await (await wasmModule.start()).stop();
  });

  describe('says why it is not usable:', () => {
    test('no pack', async () => {
      vi.stubEnv('PALIMPSEST_DATA', join(tmpdir(), 'palimpsest-nothing-here'));
      expect(await engineModule.probe()).toMatchObject({
        usable: false,
        problem: { code: 'engine-unusable', sentence: expect.stringContaining('not installed') as string },
      });
      await expect(engineModule.start()).rejects.toMatchObject({ code: 'engine-unusable' });
    });

    test('a library that cannot be loaded', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'palimpsest-pack-'));
      try {
        vi.stubEnv('PALIMPSEST_DATA', folder);
        const addon = join(tensorflowPackFolder(), PACK_ADDON);
        await mkdir(dirname(addon), { recursive: true });
        await writeFile(addon, 'this is no library');
        const files = [{ path: PACK_ADDON, size: (await stat(addon)).size, sha256: '' }];
        const manifest = packManifest({ tensorflow: '0', wheel: { name: '', sha256: '' }, files });
        await writeFile(join(tensorflowPackFolder(), PACK_MANIFEST), JSON.stringify(manifest));
        const report = await engineModule.probe();
        if (report.usable) throw new Error('a broken pack was taken for usable');
        expect(report.problem.sentence).toMatch(/cannot be loaded: .*tfjs_binding\.node/);
        expect(report.problem.reason).toBe('pack-not-loading');
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
});
