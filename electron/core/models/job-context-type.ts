import type { NetworkId } from '../../../models/networks/registry.ts';
import type { LearningCurve } from '../report/learning-curve.ts';

/** What a job is run with. */
export interface JobRun {
  /** Name and version, for everything that it makes. */
  software: string;
  /** Aborted, it finishes what is in hand. */
  signal: AbortSignal;
  /** Weights of the open project's promoted models. */
  promoted?: Partial<Record<NetworkId, string>>;
  /** How a model of the open project was trained, by the SHA-256 of its weights; nothing where that is not on record. */
  curveOf?: (sha256: string) => LearningCurve | undefined;
}
