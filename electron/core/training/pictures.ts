import { Problem } from '../../../models/base/problem.ts';
import type { ComputeArgument } from '../../contract/compute.ts';
import { storedSide } from '../../contract/training-side.ts';
import type { Database } from '../db/connection.ts';
import { pairPictures } from '../db/queries/pair-pictures.ts';
import { pairPicture } from '../pictures/pair-picture.ts';
import type { PairPictures } from '../evaluation/pair-set.ts';
import type { Sample } from './batch-plan.ts';

/** Both pictures of a sample's pair. Throws `not-found`. */
export function pairOf(db: Database, { pairId }: Sample): PairPictures {
  const { lr, hr, direction } = pairPictures(db, pairId);
  if (!lr || !hr) throw gone(pairId);
  return {
    lr: pairPicture(`the LR picture of pair ${pairId}`, lr, direction),
    hr: pairPicture(`the HR picture of pair ${pairId}`, hr, direction),
  };
}

/** A sample as CRNN is shown it: a picture of its pair, and whether TSRN restores it first. Throws `not-found`. */
export function readable(db: Database, { pairId, side }: Sample): ComputeArgument<'read'>[number] {
  const stored = storedSide(side);
  const { direction, [stored]: bytes } = pairPictures(db, pairId);
  if (!bytes) throw gone(pairId);
  const input = pairPicture(`the ${stored.toUpperCase()} picture of pair ${pairId}`, bytes, direction);
  return { input, ...(side === 'sr' && { restored: true }) };
}

const gone = (pairId: number): Problem => new Problem('training-picture-gone', { pair: pairId });
