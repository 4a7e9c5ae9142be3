import { setTimeout } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { PATIENCE, type OpenStudio } from './open-studio.ts';

export interface DesktopStudio extends OpenStudio {
  electron: ElectronApplication;
}

interface DesktopSetup {
  /** Electron's, or a packed application's own. */
  executable: string;
  /** The staged application; none where it is packed. */
  app?: string;
  /** Such as `:99`. */
  display: string;
  dataFolder: string;
}

/** The desktop's window. Chromium's sandbox needs rights that containers lack, so it is off here and only here. */
export async function openDesktop(setup: DesktopSetup, args: readonly string[] = []): Promise<DesktopStudio> {
  const electron = await _electron.launch({
    executablePath: setup.executable,
    args: ['--no-sandbox', ...(setup.app === undefined ? [] : [setup.app]), ...args],
    env: { ...environment(), DISPLAY: setup.display, PALIMPSEST_DATA: setup.dataFolder },
  });
  const page = await firstPage(electron);
  page.setDefaultTimeout(PATIENCE);
  return { page, electron, close: () => electron.close() };
}

/** The driver tells of windows that open after it is there; this one may have been quicker. */
async function firstPage(electron: ElectronApplication): Promise<Page> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await setTimeout(50)) {
    const page = electron.context().pages()[0] ?? electron.windows()[0];
    if (page) return page;
  }
  throw new Error('the desktop opened no window');
}

/** Without what a shell in Electron or a person's settings would have set. */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(entries) as Record<string, string>;
}
