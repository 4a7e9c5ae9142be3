import { homedir } from 'node:os';
import { posix, resolve, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where Palimpsest keeps what must last: models and engine packs. `PALIMPSEST_DATA` overrides it; else
 * `$XDG_DATA_HOME/palimpsest`, `%LOCALAPPDATA%\Palimpsest` or `~/Library/Application Support/Palimpsest`. The folder need
 * not exist.
 */
export function dataFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.PALIMPSEST_DATA) return resolve(environment.PALIMPSEST_DATA);
  if (platform === 'win32') return win32.join(localAppData(environment), 'Palimpsest');
  if (platform === 'darwin') return posix.join(home(environment), 'Library', 'Application Support', 'Palimpsest');
  return posix.join(xdg(environment.XDG_DATA_HOME, environment, '.local/share'), 'palimpsest');
}

/** Where Palimpsest keeps what can be made again. `PALIMPSEST_CACHE` overrides it; else the platform's cache folder. */
export function cacheFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.PALIMPSEST_CACHE) return resolve(environment.PALIMPSEST_CACHE);
  if (platform === 'win32') return win32.join(localAppData(environment), 'Palimpsest', 'Cache');
  if (platform === 'darwin') return posix.join(home(environment), 'Library', 'Caches', 'Palimpsest');
  return posix.join(xdg(environment.XDG_CACHE_HOME, environment, '.cache'), 'palimpsest');
}

const home = (environment: Environment): string => environment.HOME || homedir();

const localAppData = (environment: Environment): string =>
  environment.LOCALAPPDATA || win32.join(environment.USERPROFILE || homedir(), 'AppData', 'Local');

/** The XDG specification has relative paths ignored. */
const xdg = (value: string | undefined, environment: Environment, fallback: string): string =>
  value && posix.isAbsolute(value) ? value : posix.join(home(environment), fallback);
