import { Problem } from '../../../models/problem.ts';
import type { Picture } from '../../contract/compute.ts';
import type { Database } from '../db/connection.ts';
import { pairPictures } from '../db/queries/pair-pictures.ts';
import type { PairPictures } from '../pairs.ts';
import type { Sample } from './batch-plan.ts';

/** Both pictures of a sample's pair. Throws `not-found`. */
export function pairOf(db: Database, { pairId }: Sample): PairPictures {
  const { lr, hr } = pairPictures(db, pairId);
  if (!lr || !hr) throw gone(pairId);
  return {
    lr: { name: `the LR picture of pair ${pairId}`, bytes: lr },
    hr: { name: `the HR picture of pair ${pairId}`, bytes: hr },
  };
}

/** The picture of a sample. Throws `not-found`. */
export function pictureOf(db: Database, { pairId, side }: Sample): Picture {
  const bytes = pairPictures(db, pairId)[side];
  if (!bytes) throw gone(pairId);
  return { name: `the ${side.toUpperCase()} picture of pair ${pairId}`, bytes };
}

const gone = (pairId: number): Problem =>
  new Problem(
    'not-found',
    `A picture of pair ${pairId} is gone.`,
    'Check the project with `palimpsest project check`.',
  );
