import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourcePlaces } from '../../../../electron/shells/desktop/launch/vite-plugins.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'source-places-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const starts = (name: string) => `export const address = () => new URL('./${name}.ts', import.meta.url);\n`;

/** The names in the bundle of these sources, by path; `main.ts` imports those that start a program. */
async function bundled(sources: Record<string, string>): Promise<string[]> {
  const importing = Object.keys(sources).filter((path) => sources[path]?.includes('import.meta.url'));
  const main = importing.map((path) => `export * as s${importing.indexOf(path)} from './${path}';\n`).join('');
  for (const [path, text] of Object.entries({ ...sources, 'main.ts': main })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const rolldownOptions = { input: { main: join(folder, 'main.ts') }, output: { entryFileNames: '[name].cjs' } };
  await build({
    ...{ root: folder, configFile: false, publicDir: false, logLevel: 'silent', plugins: [sourcePlaces(folder)] },
    build: { ssr: true, outDir: 'out', minify: false, rolldownOptions },
  });
  return (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.cjs')).sort();
}

test('a program that is started by its address becomes a file of its own, however often it is started', async () => {
  const names = await bundled({
    'cat/start.ts': starts('cat-check'),
    'cat/again.ts': starts('cat-check'),
    'cat/cat-check.ts': 'process.stdout.write("cat");\n',
    'dog/start.ts': starts('dog-check'),
    'dog/dog-check.ts': 'process.stdout.write("dog");\n',
  });
  expect(names).toEqual(['cat-check.cjs', 'dog-check.cjs', 'main.cjs']);
});

test('two programs of one name fail the build, which names both', async () => {
  const failing = bundled({
    'cat/start.ts': starts('check'),
    'cat/check.ts': 'process.stdout.write("cat");\n',
    'dog/start.ts': starts('check'),
    'dog/check.ts': 'process.stdout.write("dog");\n',
  });
  await expect(failing).rejects.toThrow(/(cat|dog)\/check\.ts and (cat|dog)\/check\.ts would both become check\.cjs/);
});
