import { startEngine } from '../../../models/engines/registry.ts';
import { runForward } from '../../../models/engines/finite-output.ts';
import { exampleInput, type NetworkConfig } from '../../../models/networks/registry.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { tsrnNetwork } from '../../../models/networks/tsrn/descriptor.ts';
import { TSRN_DEFAULTS } from '../../../models/networks/tsrn/tsrn.ts';
import type { Benchmark, ComputeArgument } from '../../contract/compute.ts';

const NETWORK: NetworkConfig = { network: tsrnNetwork.id, ...TSRN_DEFAULTS };
const ENOUGH_MS = 1500;
/** A first run that takes longer than this is the result, though it also prepares what later ones find ready. */
const LONG_MS = 10_000;

/**
 * Images per second of a TSRN forward pass on one engine; long enough to rank engines, not to publish. Weights are drawn
 * at random: their values do not change the time, and a benchmark should run before any model is there.
 */
export async function benchmark({ engine: id, batch }: ComputeArgument<'benchmark'>): Promise<Benchmark> {
  const engine = await startEngine(id, 'inference');
  try {
    const network = await engine.load(NETWORK, initialWeights(NETWORK, 1));
    const [, planes, height, width] = exampleInput(NETWORK);
    const input = {
      shape: [batch, planes, height, width],
      data: new Float32Array(batch * planes * height * width).fill(0.5),
    };
    let imagesPerSecond = await rate(() => runForward(network, input), batch, 0);
    if ((1000 * batch) / imagesPerSecond < LONG_MS)
      imagesPerSecond = await rate(() => runForward(network, input), batch, ENOUGH_MS);
    await network.dispose();
    return { engine: id, device: engine.device, imagesPerSecond };
  } finally {
    await engine.stop();
  }
}

/** Images per second of runs of `batch` images, one after another until `milliseconds` are over; of one run at least. */
async function rate(run: () => Promise<unknown>, batch: number, milliseconds: number): Promise<number> {
  const start = performance.now();
  let images = 0;
  do {
    await run();
    images += batch;
  } while (performance.now() - start < milliseconds);
  return (1000 * images) / (performance.now() - start);
}
