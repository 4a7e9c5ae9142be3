import { startEngine } from '../../models/engines/registry.ts';
import { exampleInput, type NetworkConfig } from '../../models/networks.ts';
import { initialWeights } from '../../models/training/initial-weights.ts';
import { TSRN_DEFAULTS } from '../../models/tsrn/tsrn.ts';
import type { Benchmark, ComputeArgument } from '../contract/compute.ts';

const NETWORK: NetworkConfig = { network: 'tsrn', ...TSRN_DEFAULTS };
const BATCH = 8;
const ENOUGH_MS = 1500;

/**
 * Images per second of a TSRN forward pass on one engine; long enough to rank engines, not to publish. Weights are drawn
 * at random: their values do not change the time, and a benchmark should run before any model is there.
 */
export async function benchmark({ engine: id }: ComputeArgument<'benchmark'>): Promise<Benchmark> {
  const engine = await startEngine(id, 'inference');
  try {
    const network = await engine.load(NETWORK, initialWeights(NETWORK, 1));
    const [, planes, height, width] = exampleInput(NETWORK);
    const input = {
      shape: [BATCH, planes, height, width],
      data: new Float32Array(BATCH * planes * height * width).fill(0.5),
    };
    await network.run(input);
    const start = performance.now();
    let images = 0;
    do {
      await network.run(input);
      images += BATCH;
    } while (performance.now() - start < ENOUGH_MS);
    const imagesPerSecond = (1000 * images) / (performance.now() - start);
    await network.dispose();
    return { engine: id, device: engine.device, imagesPerSecond };
  } finally {
    await engine.stop();
  }
}
