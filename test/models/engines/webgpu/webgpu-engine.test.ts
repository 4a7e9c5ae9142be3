import * as tf from '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import type { EngineModule } from '../../../../models/engines/engine.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

// Every test asks anew: the module remembers what it found.
let engineModule: EngineModule;
beforeEach(async () => {
  vi.resetModules();
  ({ engineModule } = await import('../../../../models/engines/webgpu/webgpu-engine.ts'));
});
afterEach(() => vi.unstubAllEnvs());

describe('the WebGPU engine', () => {
  test('computes where there is an adapter, and starts again after it was stopped', async (context) => {
    const report = await engineModule.probe();
    if (!report.usable) return context.skip(report.problem.sentence);
    if (report.slow) expect(report.device).toContain('software adapter');
    for (let round = 0; round < 2; round++) {
      const engine = await engineModule.start();
      try {
        expect(tf.getBackend()).toBe('webgpu');
        const gradient = tf.tidy(() =>
          tf.grad((x) =>
            tf
              .conv2d(x as tf.Tensor4D, tf.ones([3, 3, 1, 1]), 1, 'same')
              .square()
              .sum(),
          )(tf.ones([1, 3, 3, 1])),
        );
        expect([...(await gradient.data())]).toEqual([50, 70, 50, 70, 98, 70, 50, 70, 50]);
        expect('gpu' in navigator).toBe(false);
      } finally {
        await engine.stop();
      }
    }
  });

  test('says that there is no adapter', async (context) => {
    if (process.platform !== 'linux') return context.skip('only Vulkan can be told to find nothing');
    vi.stubEnv('VK_DRIVER_FILES', '/nonexistent.json');
    vi.stubEnv('VK_ICD_FILENAMES', '/nonexistent.json');
    const report = await engineModule.probe();
    if (report.usable) throw new Error('an adapter was found where there is none');
    expect(report.problem).toMatchObject({
      code: 'engine-unusable',
      sentence: expect.stringContaining('no graphics adapter') as string,
    });
    await expect(engineModule.start()).rejects.toMatchObject({ code: 'engine-unusable' });
  });

  test('lets the process end by itself', async (context) => {
    const report = await engineModule.probe();
    if (!report.usable) return context.skip(report.problem.sentence);
    const url = new URL('../../../../models/engines/webgpu/webgpu-engine.ts', import.meta.url).href;
    const program = `
      const { engineModule } = await import(${JSON.stringify(url)});
      const engine = await engineModule.start();
      if (process.argv[1] === 'stop') await engine.stop();
      console.log('done');`;
    for (const how of ['stop', 'leave']) {
      const { status, signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program, how], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect({ how, status, signal, stdout }).toEqual({ how, status: 0, signal: null, stdout: 'done\n' });
    }
  });
});
