import type {
  EngineData,
  EngineReportData,
  InstalledPackData,
  PackProgressData,
  PackRequest,
} from '../../contract/engines.ts';
import { reporting, type studioBase } from './contract-base.ts';

/** What a shell brings along to report on engines: they own tensors, which the core does not touch. */
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

/** Calls about engines. */
export function engineHandlers(room: EngineRoom, studio: ReturnType<typeof studioBase>) {
  return {
    engines: {
      list: studio.engines.list.handler(() => room.list()),
      report: studio.engines.report.handler(({ input }) => room.report(input)),
      installTensorFlow: studio.engines.installTensorFlow.handler(({ input, signal: outer }) =>
        reporting(
          (onProgress: (progress: PackProgressData) => void, signal) =>
            room.installTensorFlow(input, onProgress, signal),
          outer,
        ),
      ),
      removeTensorFlow: studio.engines.removeTensorFlow.handler(() => room.removeTensorFlow()),
    },
  };
}
