import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type Configuration } from 'electron-builder';
import manifest from '../../../../package.json' with { type: 'json' };
import { buildDesktop } from './build.ts';

/**
 * What `npm run dist` runs: builds everything and packs it with electron-builder, as electron-builder.yml says. `--dir`
 * unpacks only and makes no installer. PALIMPSEST_ELECTRON_DIST names a folder with an Electron runtime to pack instead of
 * the one that electron-builder would download, so that nothing is asked of the network.
 */

const TOP = fileURLToPath(new URL('../../../../', import.meta.url));

/** `folder` holds package.json, `out` and node_modules. */
export async function packDesktop(folder: string, { dir, runtime }: { dir: boolean; runtime?: string }): Promise<void> {
  const version = runtime === undefined ? manifest.devDependencies.electron : versionOf(runtime);
  const config: Configuration = {
    extends: join(TOP, 'electron-builder.yml'),
    electronVersion: version,
    ...(runtime !== undefined && { electronDist: runtime }),
    // A fuse that older runtimes do not have cannot be set in them.
    ...(Number.parseInt(version) >= 29 && { electronFuses: { grantFileProtocolExtraPrivileges: false } }),
  };
  await build({ projectDir: folder, dir, publish: 'never', config });
}

function versionOf(runtime: string): string {
  return readFileSync(join(runtime, 'version'), 'utf8').trim().replace(/^v/, '');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  const runtime = process.env.PALIMPSEST_ELECTRON_DIST;
  await buildDesktop({ onlyStale: false });
  await packDesktop(TOP, { dir: values.dir, ...(runtime !== undefined && { runtime }) });
}
