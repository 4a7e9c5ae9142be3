import type { ProblemData } from '../../../models/base/problem.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { Compared, Outcome } from '../../contract/compute.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
import type { Pair, PairSet } from './pair-set.ts';

export type EvaluatedPair = { pair: Pair } & (
  { state: 'compared'; result: Compared } | { state: 'failed'; problem: ProblemData }
);

/** Restores and measures every pair with the networks that the compute host was opened with; yields each in order. */
export async function* evaluate(
  pairs: readonly Pair[],
  picturesOf: PairSet['picturesOf'],
  compute: ComputeClient,
  signal: AbortSignal,
): AsyncGenerator<EvaluatedPair, void, void> {
  const calls = new ResilientCalls();
  yield* inChunks(pairs, signal, (chunk) => evaluateChunk(chunk, picturesOf, compute, calls));
}

async function evaluateChunk(
  pairs: readonly Pair[],
  picturesOf: PairSet['picturesOf'],
  compute: ComputeClient,
  calls: ResilientCalls,
): Promise<EvaluatedPair[]> {
  const outcomes = await calls.run(pairs.map(picturesOf), (batch) => compute.call('compare', batch));
  return pairs.map((pair, i) => {
    const outcome = outcomes[i] as Outcome<Compared>;
    return outcome.ok
      ? { pair, state: 'compared', result: outcome.value }
      : { pair, state: 'failed', problem: outcome.problem };
  });
}
