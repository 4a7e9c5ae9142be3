import * as engineRoom from '../../../../electron/compute/client/engine-reports.ts';
import { createStudio, type Studio, type StudioSetup } from '../../../../electron/core/service/studio.ts';

/** A studio as a shell makes one. */
export const testStudio = (program: string, shell: StudioSetup['shell'] = 'cli'): Studio =>
  createStudio({
    program,
    software: 'Palimpsest test',
    shell,
    engines: { ...engineRoom, report: (options) => engineRoom.report('Palimpsest test', options) },
  });
