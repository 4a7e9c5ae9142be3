import type { EngineRoom } from '../engines/engine-kind.ts';

/** What a shell brings along. */
export interface StudioSetup {
  /** What locks say has a project open, such as `palimpsest import`. */
  program: string;
  /** Name and version, as they are written into everything that a job makes. */
  software: string;
  /** A script's projects are not remembered among the recent ones. */
  shell: 'desktop' | 'server' | 'cli';
  engines: EngineRoom;
  /** Where package.json and the licences are, if not beside the sources. */
  applicationFolder?: string;
}
