import { _electron, type ElectronApplication } from 'playwright-core';
import type { OpenStudio } from './open-studio.ts';

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
  const page = await electron.firstWindow();
  return { page, electron, close: () => electron.close() };
}

/** Without what a shell in Electron or a person's settings would have set. */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(entries) as Record<string, string>;
}
