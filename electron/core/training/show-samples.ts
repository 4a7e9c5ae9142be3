import { networkOf } from '../../../models/networks/registry.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { TrainingOpened } from '../../contract/compute.ts';
import type { TrainingEvent } from '../../contract/training.ts';
import type { Database } from '../db/connection.ts';
import { listedPairs } from '../db/queries/listed-pairs.ts';
import { pngAddress } from '../report/png-address.ts';
import type { Sample } from './batch-plan.ts';
import { pairOf, readable } from './pictures.ts';
import type { TrainingSet } from './training-set.ts';

/** Validation pairs shown after every measurement. */
const SHOWN = 4;

/**
 * What the network makes of a few validation pairs, spread over the set and always the same ones; after `measure`, which made
 * it the one that reads and restores. A pair that cannot be shown is left out: the measurement has reported why.
 */
export async function* showSamples(
  compute: ComputeClient,
  { network }: TrainingOpened,
  db: Database,
  { validation }: TrainingSet,
  step: number,
): AsyncGenerator<Extract<TrainingEvent, { type: 'sample' }>> {
  const shown = Math.min(SHOWN, validation.length);
  for (let i = 0; i < shown; i++) {
    const sample = validation[Math.floor((i * validation.length) / shown)] as Sample;
    const [pair] = listedPairs(db, [sample.pairId], 1);
    if (!pair) continue;
    const made = await resultOf(compute, network, db, sample);
    if (!made) continue;
    const { id, lr, hr, label } = pair;
    const images = { lr: lr?.id ?? null, hr: hr?.id ?? null };
    yield { type: 'sample', step, pairId: id, side: sample.side, transcription: label.transcription, images, ...made };
  }
}

async function resultOf(compute: ComputeClient, network: TrainingOpened['network'], db: Database, sample: Sample) {
  try {
    if (networkOf(network).purpose === 'recognition') {
      const [read] = await compute.call('read', [readable(db, sample)]);
      return read?.ok ? { reading: read.value.readings[0]?.reading.text ?? '' } : undefined;
    }
    const pair = pairOf(db, sample);
    const { restored } = await compute.call('illustrate', pair);
    const [compared] = await compute.call('compare', [pair]);
    return { restored: pngAddress(restored), ...(compared?.ok && { psnr: compared.value.restored.psnr }) };
  } catch {
    return undefined;
  }
}
