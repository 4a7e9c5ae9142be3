import { nearDuplicates } from '../../../models/quality/near-duplicates.ts';
import type { FindNearDuplicates } from './same-picture.ts';

/** Near duplicates among hashes, named by their place in the list. */
export const nearHashes: FindNearDuplicates = function* (hashes, maxDistance) {
  const numbered = hashes.map((hash, id) => ({ id, hash }));
  for (const [first, second, distance] of nearDuplicates(numbered, maxDistance)) yield { first, second, distance };
};
