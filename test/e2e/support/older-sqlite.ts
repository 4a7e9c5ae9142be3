import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { existsSync } from 'node:fs';

const run = promisify(execFile);
const TOP = fileURLToPath(new URL('../../../', import.meta.url));
const KEPT = join(TOP, 'out', 'e2e', 'better_sqlite3.node');

const ADDON_OF_ITS_OWN = "require('../build/Release/better_sqlite3.node')";

/** Prints `sound` where NULL comes back as null and a flag as a flag. */
const PROBE = `const db = new (require(process.argv[1]))(':memory:');
if (db.prepare('SELECT NULL').pluck().get() === null && db.open === true && !db.inTransaction) console.log('sound');`;

/**
 * Puts the runtime's database package into `folder`, and mends it there where its addon was compiled against headers whose
 * layout differs from the runtime's own, so that null, true and false come back as something else.
 */
export async function placeSqlite(runtime: string, folder: string): Promise<void> {
  await cp(join(runtime, 'better-sqlite3'), folder, { recursive: true });
  // Packed without packages of its own, it has to find its addon by itself.
  await change(folder, 'lib/database.js', [["require('bindings')('better_sqlite3.node')", ADDON_OF_ITS_OWN]]);
  if (await isSound(runtime, folder)) return;
  const addon = join(folder, 'build', 'Release', 'better_sqlite3.node');
  if (existsSync(KEPT)) await cp(KEPT, addon);
  if (await isSound(runtime, folder)) return;
  await compile(folder, addon);
  if (!(await isSound(runtime, folder))) throw new Error('better-sqlite3 does not work in the runtime to test on');
  await mkdir(join(KEPT, '..'), { recursive: true });
  await cp(addon, KEPT);
}

async function isSound(runtime: string, folder: string): Promise<boolean> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const probe = run(join(runtime, 'electron', 'electron'), ['-e', PROBE, folder], { env });
  return probe.then(
    ({ stdout }) => stdout.includes('sound'),
    () => false, // it may crash
  );
}

/** Against Node 20's headers, made to match V8 11.4 with its compressed pointers. */
async function compile(folder: string, addon: string): Promise<void> {
  const headers = join(tmpdir(), `palimpsest-headers-${process.pid}`);
  try {
    await cp(nodeHeaders(), headers, { recursive: true });
    await change(headers, 'node_version.h', [['NODE_MODULE_VERSION 115', 'NODE_MODULE_VERSION 116']]);
    await change(headers, 'v8-internal.h', [['kThreadLocalTopSize = 25 ', 'kThreadLocalTopSize = 28 ']]);
    await change(headers, 'v8-persistent-handle.h', [
      [
        /(GlobalizeReference\(internal::Isolate\* isolate,\s*)internal::Address\* handle\)/,
        '$1internal::Address value)',
      ],
      [/(GlobalizeReference\(\s*reinterpret_cast<internal::Isolate\*>\(isolate\),\s*)p\)/, '$1*p)'],
    ]);
    const switches = ['V8_COMPRESS_POINTERS', 'V8_COMPRESS_POINTERS_IN_SHARED_CAGE', 'V8_31BIT_SMIS_ON_64BIT_ARCH'];
    await run('g++', [
      ...['-std=c++17', '-O1', '-w', '-shared', '-fPIC', '-DBUILDING_NODE_EXTENSION', '-DV8_ENABLE_CHECKS'],
      ...switches.map((name) => `-D${name}`),
      ...['-I', headers, '-I', join(TOP, 'node_modules', 'better-sqlite3', 'deps', 'sqlite3')],
      ...[join(folder, 'src', 'better_sqlite3.cpp'), join(folder, 'build', 'Release', 'sqlite3.a')],
      ...['-o', addon, '-lpthread', '-ldl', '-lm'],
    ]);
  } finally {
    await rm(headers, { recursive: true, force: true });
  }
}

function nodeHeaders(): string {
  const folder = ['/usr/include/node', '/usr/local/include/node'].find((path) => existsSync(join(path, 'v8.h')));
  if (folder === undefined)
    throw new Error('Node 20’s headers are not installed (Debian: apt-get install libnode-dev)');
  return folder;
}

async function change(folder: string, name: string, changes: readonly (readonly [string | RegExp, string])[]) {
  let text = await readFile(join(folder, name), 'utf8');
  for (const [from, to] of changes) text = text.replace(from, to);
  await writeFile(join(folder, name), text);
}
