import type { EngineRoom } from '../engines/engine-kind.ts';
import { removeView, savedViews, saveView } from '../db/queries/saved-views.ts';
import { applicationFolder, licencesIn } from '../window/licences.ts';
import { listFolder } from '../window/folder-listing.ts';
import type { RecentProjects } from '../window/recent-projects.ts';
import type { SettingsFile } from '../window/settings.ts';
import type { studioBase } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';
import type { CurrentProject } from '../project/current-project.ts';
import type { StudioSetup } from './studio-setup.ts';

interface Setup {
  current: CurrentProject;
  settings: SettingsFile;
  recent: RecentProjects;
  dataFolder: string;
  program: StudioSetup;
}

/** Calls about what a window remembers and what is on the machine. */
export function windowHandlers(setup: Setup, studio: ReturnType<typeof studioBase>) {
  const { current, settings, recent, dataFolder, program } = setup;
  return {
    window: {
      about: studio.window.about.handler(async () => ({
        ...nameAndVersion(program.software),
        shell: program.shell,
        runtime: runtimeVersions(),
        platform: `${process.platform} ${process.arch}`,
        dataFolder,
        licences: await licencesIn(program.applicationFolder ?? applicationFolder()),
      })),
      settings: studio.window.settings.handler(() => settings.read()),
      change: studio.window.change.handler(({ input }) => settings.change(input)),
      recent: studio.window.recent.handler(() => recent.list()),
      forget: studio.window.forget.handler(({ input }) => recent.forget(input.folder)),
      folder: studio.window.folder.handler(({ input }) => listFolder(input.folder)),
    },
    views: {
      list: studio.views.list.handler(() => savedViews(current.project.db)),
      save: studio.views.save.handler(({ input }) => current.writable.write((db) => saveView(db, input))),
      remove: studio.views.remove.handler(({ input }) => {
        current.writable.write((db) => removeView(db, input.id));
        return null;
      }),
    },
  };
}

function nameAndVersion(software: string): { name: string; version: string } {
  const [name = software, version = ''] = software.split(' ');
  return { name, version };
}

function runtimeVersions(): Record<string, string> {
  const { node, electron, chrome } = process.versions as Record<string, string | undefined>;
  return { ...(electron && { Electron: electron }), ...(chrome && { Chromium: chrome }), Node: node ?? '' };
}

/** Calls about the engines of this machine. */
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
