import { runForward } from '../../models/engines/finite-output.ts';
import { CRNN_DEFAULTS } from '../../models/networks/crnn/crnn.ts';
import { startEngine } from '../../models/engines/registry.ts';
import type { Engine, EngineId } from '../../models/engines/engine.ts';
import type { TensorData } from '../../models/base/tensor.ts';
import { initialWeights } from '../../models/training/initial-weights.ts';
import { Random } from '../../models/training/random.ts';
import { createStep } from '../../models/training/step.ts';
import { TSRN_DEFAULTS, type TsrnConfig } from '../../models/networks/tsrn/tsrn.ts';
import { median } from './median.ts';

/**
 * Times the networks on one engine, with random weights and noise. Arguments: engine, whether it trains (`train`).
 * Prints milliseconds as JSON.
 */
const BATCH = 16;
const LATENCY_RUNS = 30;
const STEPS = 5;

const random = new Random(1);
const noise = (shape: readonly number[]): TensorData => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.next()),
});

async function timed(runs: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function latency(engine: Engine): Promise<number> {
  const config = { network: 'tsrn', ...TSRN_DEFAULTS } as const;
  const network = await engine.load(config, initialWeights(config, 1));
  const input = noise([1, 4, 16, 64]);
  const milliseconds = await timed(LATENCY_RUNS, () => runForward(network, input));
  await network.dispose();
  return milliseconds;
}

async function tsrnStep(stn: boolean): Promise<number> {
  const config: TsrnConfig = { ...TSRN_DEFAULTS, stn };
  const step = createStep({ network: 'tsrn', ...config }, initialWeights({ network: 'tsrn', ...config }, 1));
  const batch = { input: noise([BATCH, 4, 16, 64]), target: noise([BATCH, 4, 32, 128]) };
  const milliseconds = await timed(STEPS, () => step.run(batch));
  step.dispose();
  return milliseconds;
}

async function crnnStep(): Promise<number> {
  const step = createStep(
    { network: 'crnn', ...CRNN_DEFAULTS },
    initialWeights({ network: 'crnn', ...CRNN_DEFAULTS }, 1),
  );
  const labels = Array.from({ length: BATCH }, () => [1, 2, 3, 4, 5, 6]);
  const batch = { input: noise([BATCH, 1, 32, 100]), labels };
  const milliseconds = await timed(STEPS, () => step.run(batch));
  step.dispose();
  return milliseconds;
}

const [id, purpose] = process.argv.slice(2) as [EngineId, string | undefined];
const engine = await startEngine(id, 'inference');
const result: Record<string, number | string> = { device: engine.device, latency: await latency(engine) };
if (purpose === 'train') {
  result.tsrn = await tsrnStep(true);
  result.crnn = await crnnStep();
}
await engine.stop();
console.log(JSON.stringify(result));
