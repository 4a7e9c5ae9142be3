import type { EngineRoom } from '../engines/engine-kind.ts';
import type { studioBase } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';

/** Calls about engines. */
export function engineHandlers(room: EngineRoom, run: RunDirectly, studio: ReturnType<typeof studioBase>) {
  return {
    engines: {
      list: studio.engines.list.handler(() => room.list()),
      report: studio.engines.report.handler(({ input }) => room.report(input)),
      installTensorFlow: studio.engines.installTensorFlow.handler(({ input, signal }) => run('engine', input, signal)),
      removeTensorFlow: studio.engines.removeTensorFlow.handler(() => room.removeTensorFlow()),
    },
  };
}
