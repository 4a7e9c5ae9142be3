import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Something that a machine may have or not, such as a browser. */
export type Found = { path: string } | { missing: string };

const pathOf = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

export function chromium(): Found {
  const path = pathOf('chromium') ?? pathOf('chromium-browser');
  return path === undefined ? { missing: 'Chromium is not installed (Debian: apt-get install chromium)' } : { path };
}

/**
 * A folder with `electron/`, an Electron runtime of any version, and `better-sqlite3/`, that package for this runtime. It
 * is looked for in PALIMPSEST_ELECTRON_RUNTIME and in the cache folder, and never downloaded.
 */
export function electronRuntime(): Found {
  const named = process.env.PALIMPSEST_ELECTRON_RUNTIME;
  const path = named ?? join(homedir(), '.cache', 'electron-test-runtime');
  const ready = existsSync(named === undefined ? join(path, 'ready-1') : join(path, 'electron', 'electron'));
  if (!ready)
    return { missing: 'there is no Electron runtime to test on (PALIMPSEST_ELECTRON_RUNTIME names its folder)' };
  if (pathOf('Xvfb') === undefined) return { missing: 'Xvfb is not installed (Debian: apt-get install xvfb)' };
  return { path };
}
