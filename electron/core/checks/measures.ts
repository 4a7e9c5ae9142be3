import { alignmentShift } from '../../../models/quality/alignment.ts';
import { perceptualHash } from '../../../models/quality/perceptual-hash.ts';
import { clippedShare } from '../../../models/quality/clipping.ts';
import { sharpness } from '../../../models/quality/sharpness.ts';
import { nearDuplicates } from '../../../models/quality/near-duplicates.ts';
import type { FindNearDuplicates } from './same-picture.ts';
import type { Measure } from './measure-images.ts';

/** What a project measures of its pictures. */
export const MEASURES: Measure = { perceptualHash, sharpness, clippedShare, alignmentShift };

/** Near duplicates among hashes, named by their place in the list. */
export const nearHashes: FindNearDuplicates = function* (hashes, maxDistance) {
  const numbered = hashes.map((hash, id) => ({ id, hash }));
  for (const [first, second, distance] of nearDuplicates(numbered, maxDistance)) yield { first, second, distance };
};
