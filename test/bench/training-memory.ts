import * as tf from '@tensorflow/tfjs';
import type { EngineId } from '../../models/engines/engine.ts';
import { startEngine } from '../../models/engines/registry.ts';
import { sizeOf, type TensorData } from '../../models/base/tensor.ts';
import { initialWeights } from '../../models/training/initial-weights.ts';
import { Random } from '../../models/training/random.ts';
import { createStep } from '../../models/training/step.ts';

/**
 * Tensors and memory over many training steps of a small TSRN with its alignment network. Arguments: engine, steps. Prints a
 * JSON line ten times on the way.
 */
const [id, steps = '1000'] = process.argv.slice(2) as [EngineId, string | undefined];
const random = new Random(1);
const noise = (shape: readonly number[]): TensorData => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => random.next()),
});

const engine = await startEngine(id, 'training');
const config = { scale: 2, mask: true, blocks: 1, hidden: 4, stn: true } as const;
const step = createStep({ network: 'tsrn', ...config }, initialWeights({ network: 'tsrn', ...config }, 1));
const batch = { input: noise([2, 4, 16, 64]), target: noise([2, 4, 32, 128]) };
for (let i = 1; i <= Number(steps); i++) {
  await step.run(batch);
  if (i !== 1 && i % Math.ceil(Number(steps) / 10) !== 0) continue;
  const { rss, external, heapUsed } = process.memoryUsage();
  const [residentMb, externalMb, heapMb] = [rss, external, heapUsed].map((bytes) => Math.round(bytes / 2 ** 20));
  console.log(JSON.stringify({ step: i, tensors: tf.memory().numTensors, residentMb, externalMb, heapMb }));
}
step.dispose();
await engine.stop();
