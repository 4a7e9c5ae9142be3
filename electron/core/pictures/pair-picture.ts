import type { Picture } from '../../contract/compute.ts';
import type { Direction } from '../../contract/label.ts';

/** A stored crop as the compute host takes it, which turns its text upright. `name` is what messages call it. */
export const pairPicture = (name: string, bytes: Uint8Array, direction: Direction | null): Picture => ({
  name,
  bytes,
  ...(direction !== null && direction !== 'h' && { direction }),
});
