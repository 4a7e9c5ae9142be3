import type {
  EngineData,
  EngineReportData,
  InstalledPackData,
  PackProgressData,
  PackRequest,
} from '../../contract/engines.ts';
import type { JobDescriptor } from '../job-kind.ts';
import { progressOf } from '../progress-of.ts';

/** What a shell brings along to describe engines: they own tensors, which the core does not touch. */
export interface EngineRoom {
  list(): EngineData[];
  report(options: { measure: boolean }): Promise<EngineReportData>;
  installTensorFlow(
    request: PackRequest,
    onProgress: (progress: PackProgressData) => void,
    signal: AbortSignal,
  ): Promise<InstalledPackData>;
  removeTensorFlow(): Promise<boolean>;
}

const PACK_STEPS = ['download', 'verify', 'extract', 'compile', 'test'] as const;

/** Fetches and installs an engine's pack. */
export const engineKind = (engines: EngineRoom): JobDescriptor<'engine'> => ({
  kind: 'engine',
  needs: () => 'none',
  conflicts: () => 'engine',
  run: (request, { signal }) =>
    progressOf<PackProgressData, InstalledPackData>(
      (onProgress, ending) => engines.installTensorFlow(request, onProgress, ending),
      signal,
    ),
  event: (progress) => ({ type: 'engine', ...progress }),
  progress(counts, { step }) {
    counts.done = PACK_STEPS.indexOf(step);
    counts.of = PACK_STEPS.length;
  },
  logged: () => 'latest',
  isComplete: () => true,
});
