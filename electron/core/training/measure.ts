import { Problem } from '../../../models/base/problem.ts';
import { networkOf } from '../../../models/networks/registry.ts';
import { scoreReadings } from '../../../models/metrics/text-accuracy.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { OpenOptions, Outcome, TrainingOpened } from '../../contract/compute.ts';
import type { TrainingScore } from '../../contract/training.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
import type { Database } from '../db/connection.ts';
import { textRuleOf } from '../reading/text-rule.ts';
import type { Sample } from './batch-plan.ts';
import { pairOf, readable } from './pictures.ts';
import type { TrainingSet } from './training-set.ts';

/** Higher is better. */
export const figureOf = (score: TrainingScore): number => ('psnr' in score ? score.psnr : -score.cer);

/**
 * How the network in training does on the validation split, seen as `restore` and `read` see crops. Throws what the compute
 * host throws, and the problem of the first picture where none can be taken.
 */
export async function measure(
  compute: ComputeClient,
  opened: TrainingOpened,
  db: Database,
  { validation, transcriptions }: TrainingSet,
): Promise<TrainingScore> {
  const options: OpenOptions = { engine: opened.engine, readers: [], mode: 'correct', height: 'auto', software: '' };
  await compute.call('tryTraining', options);
  if (networkOf(opened.network).purpose === 'super-resolution') {
    const compared = await each(validation, (samples) =>
      compute.call(
        'compare',
        samples.map((sample) => pairOf(db, sample)),
      ),
    );
    const mean = (of: (one: (typeof compared)[number]['value']) => number) =>
      compared.reduce((sum, { value }) => sum + of(value), 0) / compared.length;
    return {
      psnr: mean(({ restored }) => restored.psnr),
      ssim: mean(({ restored }) => restored.ssim),
      bicubicPsnr: mean(({ bicubic }) => bicubic.psnr),
    };
  }
  const read = await each(validation, (samples) =>
    compute.call(
      'read',
      samples.map((sample) => readable(db, sample)),
    ),
  );
  const readings = read.map(({ sample, value }) => ({
    reference: transcriptions.get(sample.pairId) ?? '',
    reading: value.readings[0]?.reading.text ?? '',
  }));
  const rule = textRuleOf({ id: opened.network, title: '', ...opened.base, alphabet: opened.alphabet }, 'correct');
  const { cer, accuracy } = scoreReadings(readings, rule);
  return { cer, accuracy };
}

/** What came of every sample that could be taken. */
async function each<R>(
  samples: readonly Sample[],
  call: (samples: Sample[]) => Promise<Outcome<R>[]>,
): Promise<{ sample: Sample; value: R }[]> {
  const calls = new ResilientCalls();
  const measured: { sample: Sample; value: R }[] = [];
  let failure: Problem | undefined;
  const forever = new AbortController().signal;
  const pairs = inChunks(samples, forever, async (chunk) =>
    (await calls.run(chunk, call)).map((outcome, i) => ({ outcome, sample: chunk[i] as Sample })),
  );
  for await (const { outcome, sample } of pairs) {
    if (outcome.ok) measured.push({ sample, value: outcome.value });
    else failure ??= Problem.from(outcome.problem);
  }
  if (measured.length === 0 && failure) throw failure;
  return measured;
}
