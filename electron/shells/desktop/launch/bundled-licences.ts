import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Licence {
  name: string;
  licence: string;
  text: string;
}

/**
 * Writes `licences.json` beside a bundle: the licences of the packages whose code went into it, and of those in `also`, of
 * which something else did. `modules` is the folder of packages.
 */
export function bundledLicences(modules: string, also: readonly string[] = []): Plugin {
  return {
    name: 'palimpsest-bundled-licences',
    generateBundle(_options, bundle) {
      const folders = new Set(also.map((name) => join(modules, name)));
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        for (const id of file.moduleIds) {
          const folder = packageFolder(id);
          if (folder !== undefined) folders.add(folder);
        }
      }
      const licences = [...folders].sort().flatMap((folder) => licenceOf(folder) ?? []);
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(licences) });
    },
  };
}

/** Such as `/…/node_modules/@orpc/client` of a module in it. */
const packageFolder = (id: string): string | undefined =>
  /^\0?(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(id)?.[1];

function licenceOf(folder: string): Licence | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string;
      license?: string;
    };
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)([.-].*)?$/i.test(name));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
    return { name: manifest.name, licence: manifest.license ?? '', text };
  } catch {
    return undefined; // a virtual module that only looks like one of a package
  }
}
