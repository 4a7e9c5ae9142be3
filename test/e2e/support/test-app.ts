import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../../package.json' with { type: 'json' };
import { placeSqlite } from './older-sqlite.ts';

const TOP = fileURLToPath(new URL('../../../', import.meta.url));
const OLDER = fileURLToPath(new URL('./older-runtime.cjs', import.meta.url));
const DRIVEN = fileURLToPath(new URL('./driven-main.cjs', import.meta.url));

/** Programs that are started by themselves; the other files of the bundle are parts of them. */
const PROGRAM = /^(main|host|onnx-worker|[a-z]+-check)\.cjs$/;

/**
 * The desktop as it was built, in a folder of its own with the database package of the runtime that it will be tried on.
 * Returns the folder.
 */
export async function stageApp(folder: string, runtime: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  for (const part of ['out/desktop', 'out/renderer', 'models/weights', 'resources', 'LICENSE']) {
    await cp(join(TOP, part), join(folder, part), { recursive: true });
  }
  const sqlite = JSON.parse(await readFile(join(runtime, 'better-sqlite3', 'package.json'), 'utf8')) as {
    version: string;
  };
  const dependencies = { ...manifest.dependencies, 'better-sqlite3': sqlite.version };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, dependencies, type: 'commonjs', main: 'out/desktop/driven-main.cjs' }),
  );
  await linkPackages(folder, runtime);
  await startWithOlderRuntime(join(folder, 'out', 'desktop'));
  return folder;
}

async function linkPackages(folder: string, runtime: string): Promise<void> {
  for (const name of await readdir(join(TOP, 'node_modules'))) {
    if (name.startsWith('.') || name === 'better-sqlite3') continue;
    await symlink(join(TOP, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await placeSqlite(runtime, join(folder, 'node_modules', 'better-sqlite3'));
}

async function startWithOlderRuntime(programs: string): Promise<void> {
  await cp(OLDER, join(programs, 'older-runtime.cjs'));
  await cp(DRIVEN, join(programs, 'driven-main.cjs'));
  for (const name of await readdir(programs)) {
    if (!PROGRAM.test(name)) continue;
    const path = join(programs, name);
    await writeFile(path, `require('./older-runtime.cjs');\n${await readFile(path, 'utf8')}`);
  }
}
