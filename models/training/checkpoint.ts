import { writeFileAtomically } from '../base/atomic-file.ts';
import { asProblem, Problem } from '../base/problem.ts';
import type { StateDict, TensorData } from '../base/tensor.ts';
import { readWeightsFile } from '../weights/checkpoint.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';
import type { AdamState } from './adam.ts';
import type { TrainingStep } from './step.ts';

/** Everything that training goes on from; what chooses batches goes by the number of the step alone. */
export interface TrainingState {
  weights: StateDict;
  optimiser: AdamState;
  /** Facts of the run that wrote it, as its owner wants them back. */
  facts: Readonly<Record<string, string>>;
}

const FORMAT = 'palimpsest-training/1';

/** A copy of the state of a step between two batches. */
export async function stateOf(
  step: Pick<TrainingStep<unknown>, 'parameters' | 'optimiser'>,
  facts: TrainingState['facts'],
): Promise<TrainingState> {
  return { weights: await step.parameters.toStateDict(), optimiser: await step.optimiser.state(), facts };
}

/** Writes a state as safetensors, whole or not at all. Throws `not-writable`, `disk-full`. */
export async function writeTrainingCheckpoint(
  path: string,
  { weights, optimiser, facts }: TrainingState,
): Promise<void> {
  const tensors = new Map<string, TensorData>();
  for (const [name, tensor] of weights) tensors.set(`weights/${name}`, tensor);
  for (const [name, tensor] of optimiser.moments) tensors.set(`adam/${name}`, tensor);
  const metadata = { ...facts, format: FORMAT, adamSteps: String(optimiser.steps) };
  await writeFileAtomically(path, writeSafetensors(tensors, { precision: 'F32', metadata })).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}

/** Throws `not-found`, `file-damaged` for what is no checkpoint of a training. */
export async function readTrainingCheckpoint(path: string): Promise<TrainingState> {
  const { tensors, metadata } = readSafetensors(await readWeightsFile(path), path);
  const { format, adamSteps, ...facts } = metadata;
  const steps = Number(adamSteps);
  if (format !== FORMAT || !Number.isSafeInteger(steps)) {
    throw new Problem('not-a-training-checkpoint', { path });
  }
  const under = (prefix: string): StateDict =>
    new Map(
      [...tensors].flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])),
    );
  return { weights: under('weights/'), optimiser: { steps, moments: under('adam/') }, facts };
}
