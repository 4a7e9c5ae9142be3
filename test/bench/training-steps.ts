import { CRNN_DEFAULTS } from '../../models/networks/crnn/crnn.ts';
import type { EngineId } from '../../models/engines/engine.ts';
import { startEngine } from '../../models/engines/registry.ts';
import { sizeOf, type TensorData } from '../../models/base/tensor.ts';
import { initialWeights } from '../../models/training/initial-weights.ts';
import { Random } from '../../models/training/random.ts';
import { createStep } from '../../models/training/step.ts';
import { TSRN_DEFAULTS } from '../../models/networks/tsrn/tsrn.ts';
import { median } from './median.ts';

/** Milliseconds of a training step on one engine, as `torch-steps.py` has them. Arguments: engine, batch, steps. */
const [id, batch, steps] = process.argv.slice(2) as [EngineId, string, string];
const size = Number(batch);
const random = new Random(1);
const noise = (shape: readonly number[]): TensorData => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => random.next()),
});

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < Number(steps); i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

const engine = await startEngine(id, 'training');
const tsrn = createStep(
  { network: 'tsrn', ...TSRN_DEFAULTS },
  initialWeights({ network: 'tsrn', ...TSRN_DEFAULTS }, 1),
);
const pairs = { input: noise([size, 4, 16, 64]), target: noise([size, 4, 32, 128]) };
const tsrnTime = await milliseconds(() => tsrn.run(pairs));
tsrn.dispose();
const crnn = createStep(
  { network: 'crnn', ...CRNN_DEFAULTS },
  initialWeights({ network: 'crnn', ...CRNN_DEFAULTS }, 1),
);
const words = { input: noise([size, 1, 32, 100]), labels: Array.from({ length: size }, () => [1, 2, 3, 4, 5, 6]) };
const crnnTime = await milliseconds(() => crnn.run(words));
crnn.dispose();
console.log(JSON.stringify({ device: engine.device, tsrn: tsrnTime, crnn: crnnTime }));
await engine.stop();
