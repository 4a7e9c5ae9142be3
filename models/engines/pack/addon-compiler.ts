import { spawn } from 'node:child_process';
import { access, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../base/problem.ts';
import { PACK_ADDON, PACK_LIBRARIES, PACK_OPERATIONS, PACK_STDERR_SWITCH } from './pack-folder.ts';

/** Node-API version that the addon asks for; every Node since 12.22 has it. */
const NODE_API_VERSION = 8;

/**
 * A second, tiny addon that turns stderr off and on again. TensorFlow greets with two lines while its libraries are
 * being loaded, before any of its own settings can stop it.
 */
const STDERR_SWITCH_SOURCE = `
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int saved = -1;

static napi_value Off(napi_env, napi_callback_info) {
  int nowhere = open("/dev/null", O_WRONLY);
  if (saved < 0 && nowhere >= 0) {
    saved = dup(2);
    dup2(nowhere, 2);
  }
  if (nowhere >= 0) close(nowhere);
  return nullptr;
}

static napi_value On(napi_env, napi_callback_info) {
  if (saved < 0) return nullptr;
  dup2(saved, 2);
  close(saved);
  saved = -1;
  return nullptr;
}

NAPI_MODULE_INIT() {
  napi_value off, on;
  napi_create_function(env, "off", NAPI_AUTO_LENGTH, Off, nullptr, &off);
  napi_create_function(env, "on", NAPI_AUTO_LENGTH, On, nullptr, &on);
  napi_set_named_property(env, exports, "off", off);
  napi_set_named_property(env, exports, "on", on);
  return exports;
}
`;

export interface BuildTools {
  /** A C++ compiler that answers. */
  compiler: string;
  /** A folder with node_api.h. */
  nodeHeaders: string;
}

/** Throws `engine-unusable` with what to install when something is missing. */
export async function findBuildTools(): Promise<BuildTools> {
  return { compiler: await findCompiler(), nodeHeaders: await findNodeHeaders() };
}

/** Sources of our own operations. */
const NATIVE = fileURLToPath(new URL('../native/', import.meta.url));

/** For loops over many numbers; a pack is used on the computer that it was compiled on. */
const FAST_LOOPS = [
  '-O3',
  '-fno-math-errno',
  '-fno-trapping-math',
  ...(process.arch === 'x64' ? ['-march=native'] : []),
];

/**
 * Compiles TensorFlow.js's Node addon (the sources in its npm package) and our own operations against the libraries in
 * `pack` and the TensorFlow headers in `include`. Throws `engine-unusable` with the compiler's first error.
 */
export async function compileAddon(
  { compiler, nodeHeaders }: BuildTools,
  pack: string,
  include: string,
  libraries: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const addon = join(pack, PACK_ADDON);
  const sources = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const stderrSwitch = join(include, 'stderr_switch.cc');
  await writeFile(stderrSwitch, STDERR_SWITCH_SOURCE);
  await mkdir(dirname(addon), { recursive: true });
  const folder = join(pack, PACK_LIBRARIES);
  // libtensorflow_cc has no soname: named by its path it would be looked for at that path ever after.
  const [origin, asAddon, linked] =
    process.platform === 'darwin'
      ? ['@loader_path', ['-bundle', '-undefined', 'dynamic_lookup'], libraries.map((name) => join(folder, name))]
      : ['$ORIGIN', ['-shared'], ['-L', folder, ...libraries.map((name) => `-l:${name}`)]];
  const common = [
    ...asAddon,
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-w',
    `-DNAPI_VERSION=${NODE_API_VERSION}`,
    '-I',
    nodeHeaders,
  ];
  await compile(compiler, [...common, stderrSwitch, '-o', join(pack, PACK_STDERR_SWITCH)], signal);
  const parts = [join(sources, 'binding', 'tfjs_backend.cc'), join(sources, 'binding', 'tfjs_binding.cc')];
  const search = `-Wl,-rpath,${origin}/../../${PACK_LIBRARIES}`;
  const against = ['-I', include, ...linked, search];
  await compile(compiler, [...common, '-I', sources, ...parts, ...against, '-o', addon], signal);
  const operations = await copyOfSources(join(include, 'palimpsest'));
  const output = ['-o', join(pack, PACK_OPERATIONS)];
  await compile(compiler, [...common, ...FAST_LOOPS, ...operations, ...against, '-pthread', ...output], signal);
}

/** The files of `native/` as a compiler can read them: an installed application has them in its archive. */
async function copyOfSources(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(NATIVE);
  for (const name of names) await writeFile(join(folder, name), await readFile(join(NATIVE, name)));
  return names.filter((name) => name.endsWith('.cc')).map((name) => join(folder, name));
}

async function compile(compiler: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const { code, output } = await runTool(compiler, args, signal);
  if (code === 0) return;
  const lines = output.split('\n');
  const first = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '';
  throw new Problem('addon-not-compiled', { compiler, detail: first.trim() });
}

async function findCompiler(): Promise<string> {
  for (const candidate of [process.env.CXX, 'c++', 'g++', 'clang++']) {
    if (!candidate) continue;
    const { code } = await runTool(candidate, ['--version']).catch(() => ({ code: 1 }));
    if (code === 0) return candidate;
  }
  throw new Problem('no-compiler', { package: await compilerPackage() });
}

/** The command that installs a C++ compiler here. */
async function compilerPackage(): Promise<string> {
  if (process.platform === 'darwin') return 'xcode-select --install';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const family = /^ID_LIKE=(.*)$/m.exec(release)?.[1] ?? '';
  const names = `${/^ID=(.*)$/m.exec(release)?.[1] ?? ''} ${family}`.replaceAll('"', '');
  if (/debian|ubuntu/.test(names)) return 'sudo apt-get install g++';
  if (/fedora|rhel|centos/.test(names)) return 'sudo dnf install gcc-c++';
  if (names.includes('suse')) return 'sudo zypper install gcc-c++';
  if (names.includes('arch')) return 'sudo pacman -S gcc';
  return 'g++ (Debian, Ubuntu), gcc-c++ (Fedora, openSUSE) or gcc (Arch)';
}

/** A folder with node_api.h. The Node-API is the same in every Node, so any version of the headers will do. */
async function findNodeHeaders(): Promise<string> {
  const require = createRequire(import.meta.url);
  const besidePackage = (name: string): string[] => {
    try {
      return [dirname(require.resolve(`${name}/package.json`))];
    } catch {
      return [];
    }
  };
  const prefixes = [
    process.env.npm_config_nodedir,
    dirname(dirname(await realpath(process.execPath))),
    ...besidePackage(`node-${process.platform}-${process.arch}`),
    '/usr',
    '/usr/local',
    '/opt/homebrew',
  ];
  for (const prefix of prefixes) {
    if (!prefix) continue;
    const folder = join(prefix, 'include', 'node');
    if (
      await access(join(folder, 'node_api.h')).then(
        () => true,
        () => false,
      )
    )
      return folder;
  }
  throw new Problem('no-node-headers', {});
}

function runTool(
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
