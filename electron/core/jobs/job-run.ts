import type { NetworkId } from '../../../models/networks.ts';

/** What a job is run with. */
export interface JobRun {
  /** Name and version, for everything that it makes. */
  software: string;
  /** Aborted, it finishes what is in hand. */
  signal: AbortSignal;
  /** Weights of the open project's promoted models. */
  promoted?: Partial<Record<NetworkId, string>>;
}
