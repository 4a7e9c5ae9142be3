import * as engineRoom from '../../electron/compute/engine-room.ts';
import { createStudio, type Studio } from '../../electron/core/studio/studio.ts';

/** A studio as a shell makes one. */
export const testStudio = (program: string): Studio =>
  createStudio({
    program,
    software: 'Palimpsest test',
    shell: 'cli',
    engines: { ...engineRoom, report: (options) => engineRoom.report('Palimpsest test', options) },
  });
