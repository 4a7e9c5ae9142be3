import { Problem } from '../base/problem.ts';
import type { TensorData } from '../base/tensor.ts';
import type { LoadedNetwork } from './engine.ts';

/**
 * One forward pass whose output is sound: broken weights or a faulty driver otherwise end as a black picture or a silent
 * reader. Throws `engine-failed` for values that are no finite numbers, beside what the network throws.
 */
export async function runSoundly(network: Pick<LoadedNetwork, 'run'>, input: TensorData): Promise<TensorData> {
  const output = await runForward(network, input);
  if (output.data.every(Number.isFinite)) return output;
  throw new Problem('output-not-finite', {});
}

/** One forward pass of a network whose graph `forward` goes from `x` to `y`. */
export async function runForward(network: Pick<LoadedNetwork, 'run'>, x: TensorData): Promise<TensorData> {
  return (await network.run({ x })).y as TensorData;
}
