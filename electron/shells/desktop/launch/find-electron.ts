import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Electron's executable, or why it cannot show a window here. */
export type FoundElectron = { path: string } | { reason: string };

/**
 * Looks for the runtime without asking the package `electron` for it: that would begin a download. `args` are those that
 * Electron will be started with.
 */
export function findElectron(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  userId = process.getuid?.(),
): FoundElectron {
  const path = executable(environment);
  if (!existsSync(path)) {
    return { reason: 'its runtime is not downloaded (`npx install-electron` fetches it)' };
  }
  if (process.platform !== 'linux') return { path };
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return { reason: 'there is no display' };
  if (userId === 0 && !args.includes('--no-sandbox')) return { reason: 'its sandbox does not work for root' };
  return { path };
}

function executable({ ELECTRON_OVERRIDE_DIST_PATH }: NodeJS.ProcessEnv): string {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const named = join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8') : usualName();
  return join(ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
}

function usualName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
