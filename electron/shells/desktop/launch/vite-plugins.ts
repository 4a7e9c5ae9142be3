import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** A program that is started by its address: `new URL('./NAME.ts', import.meta.url)`, also in another folder. */
const PROGRAM = /new URL\(\s*'(\.{1,2}\/(?:[\w.-]+\/)*)([\w-]+)\.ts',\s*import\.meta\.url\s*,?\s*\)/g;
const META = /\bimport\.meta\.(dirname|filename|url)\b/g;

/**
 * Lets sources that are bundled into one folder keep their bearings. A program that is started by its address becomes a
 * file of its own beside the bundle and is started from there. Every other address of a source is where it would lie in
 * the application's folder, `depth` folders above the bundle, so that weights, samples and packages are found as from
 * the sources. The build fails where two programs have one name, because they would be one file.
 */
export function sourcePlaces(top: string, depth = 2): Plugin {
  const up = '../'.repeat(depth);
  const programOf = new Map<string, string>();
  return {
    name: 'palimpsest-source-places',
    enforce: 'pre',
    buildStart: () => programOf.clear(),
    transform(code, id) {
      if (id.includes('node_modules') || !id.endsWith('.ts') || !code.includes('import.meta.')) return null;
      const folder = relative(top, dirname(id)).split(sep).join('/');
      const programs = code.replace(PROGRAM, (_all, way: string, name: string) => {
        const program = join(dirname(id), way, `${name}.ts`);
        const source = relative(top, program).split(sep).join('/');
        const other = programOf.get(name) ?? source;
        if (other !== source) {
          this.error(`${other} and ${source} would both become ${name}.cjs: give one of them another name.`);
        }
        programOf.set(name, source);
        this.emitFile({ type: 'chunk', id: program, fileName: `${name}.cjs` });
        return `require('node:url').pathToFileURL(require('node:path').join(__dirname, '${name}.cjs'))`;
      });
      return programs
        .replaceAll('import.meta.resolve(', 'require.resolve(')
        .replace(META, (_all, what: string) => place(what, `${up}${folder}`, basename(id)));
    },
  };
}

function place(what: string, folder: string, name: string): string {
  const path = (tail: string) => `require('node:path').join(__dirname, '${tail}')`;
  if (what === 'dirname') return path(folder);
  if (what === 'filename') return path(`${folder}/${name}`);
  return `require('node:url').pathToFileURL(${path(`${folder}/${name}`)}).href`;
}

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
