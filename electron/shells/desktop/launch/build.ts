import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';
import { build } from 'vite';

const TOP = fileURLToPath(new URL('../../../../', import.meta.url));
const DESKTOP_CONFIG = fileURLToPath(new URL('./vite.config.ts', import.meta.url));

interface Part {
  /** The vite builds that make it, one after another. */
  builds: readonly { configFile: string; mode: string }[];
  /** Written last, so that it is no older than its sources only after a whole build. */
  result: string;
  /** What it is made of. Folders count too: they change when a file goes. */
  sources: readonly string[];
}

const COMMON = ['package-lock.json', 'electron/contract/**'];
const PARTS: readonly Part[] = [
  {
    builds: [{ configFile: `${TOP}vite.config.ts`, mode: 'production' }],
    result: 'out/renderer/index.html',
    sources: ['renderer/**', 'vite.config.ts', ...COMMON],
  },
  {
    builds: [
      { configFile: DESKTOP_CONFIG, mode: 'production' },
      { configFile: DESKTOP_CONFIG, mode: 'preload' },
    ],
    result: 'out/desktop/preload.cjs',
    sources: ['electron/compute/**', 'electron/core/**', 'electron/shells/desktop/**', 'models/**/*.ts', ...COMMON],
  },
];

/** Builds the window's pages and the desktop's programs into `out`; with `onlyStale` what is older than its sources. */
export async function buildDesktop({ onlyStale }: { onlyStale: boolean }): Promise<void> {
  for (const { builds, result, sources } of PARTS) {
    if (onlyStale && !(await isStale(result, sources))) continue;
    for (const options of builds) await build({ ...options, logLevel: 'warn' });
  }
}

async function isStale(result: string, sources: readonly string[]): Promise<boolean> {
  const built = await stat(TOP + result).catch(() => undefined);
  if (!built) return true;
  const found = await glob(sources, { cwd: TOP, absolute: true, onlyFiles: false });
  for (const path of found) if ((await stat(path)).mtimeMs > built.mtimeMs) return true;
  return false;
}

if (import.meta.main) await buildDesktop({ onlyStale: false });
