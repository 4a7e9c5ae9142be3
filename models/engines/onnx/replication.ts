import { availableParallelism } from 'node:os';
import type { PoolSettings } from './pool.ts';

/** Memory that the sessions of one network may take together, and what one takes beside its weights (measured). */
const MEMORY_BUDGET = 512 * 2 ** 20;
const SESSION_MEMORY = 40 * 2 ** 20;
/** Weights are kept as written and packed for the vector units. */
const WEIGHT_COPIES = 2;

/**
 * How many sessions a graph of `modelBytes` is run on, and with how many threads. The processor gets a session for each
 * core as long as they fit the memory budget, and beyond it more threads a session; a graphics card gets one session.
 */
export function poolSettings(
  provider: string,
  modelBytes: number,
  cores: number = availableParallelism(),
): PoolSettings {
  if (provider !== 'cpu') return { provider, replicas: 1, threads: cores };
  const fitting = Math.floor(MEMORY_BUDGET / (SESSION_MEMORY + WEIGHT_COPIES * modelBytes));
  const replicas = Math.min(cores, Math.max(1, fitting));
  return { provider, replicas, threads: Math.max(1, Math.round(cores / replicas)) };
}
