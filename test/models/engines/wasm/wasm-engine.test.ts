import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { engineModule } from '../../../../models/engines/wasm/wasm-engine.ts';

test('the WebAssembly engine is usable everywhere, can be shared, and frees its memory when the last user stops it', async () => {
  expect(await engineModule.probe()).toMatchObject({ usable: true });
  for (let round = 0; round < 2; round++) {
    const one = await engineModule.start();
    const another = await engineModule.start();
    await one.stop();
    await one.stop();
    expect(tf.getBackend()).toBe('wasm');
    expect([...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]).toEqual([11]);
    await another.stop();
    expect(tf.getBackend()).not.toBe('wasm');
  }
});
