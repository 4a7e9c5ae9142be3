import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Environment variables that choose the graphics driver (Vulkan loader, CUDA). */
const DRIVER_VARIABLES = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES', 'CUDA_VISIBLE_DEVICES'];
const DISPLAY_ADAPTERS = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

/**
 * What the speed of a provider depends on, as a text to compare with: processor, graphics cards and their drivers. What
 * the system does not tell is left out. Never throws.
 */
export async function describeHardware(): Promise<string> {
  const processor = `${cpus()[0]?.model.trim() ?? 'processor'} x${availableParallelism()}`;
  const drivers = DRIVER_VARIABLES.map((name) => `${name}=${process.env[name] ?? ''}`);
  const system = `${process.platform}-${process.arch} ${release()}`;
  return [processor, system, ...drivers, await graphics(), await providerLibraries()].join('; ');
}

/** Names of the libraries beside onnxruntime's addon: those of CUDA are put there later, by hand. */
async function providerLibraries(): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const files = await orNone(readdir(join(folder, 'bin'), { recursive: true }), []);
  return files
    .filter((name) => name.includes(join(process.platform, process.arch)))
    .sort()
    .join(' ');
}

/** Apple's are part of the processor, and their drivers of the system. */
async function graphics(): Promise<string> {
  if (process.platform === 'win32') return windowsAdapters();
  return process.platform === 'linux' ? linuxAdapters() : '';
}

async function linuxAdapters(): Promise<string> {
  const folder = '/sys/class/drm';
  const cards = (await orNone(readdir(folder), [])).filter((name) => /^card\d+$/.test(name)).sort();
  const ids = await Promise.all(
    cards.flatMap((card) => ['vendor', 'device'].map((id) => text(join(folder, card, 'device', id)))),
  );
  return [...ids, await text('/proc/driver/nvidia/version')].join(' ');
}

async function windowsAdapters(): Promise<string> {
  const query = promisify(execFile)('reg', ['query', DISPLAY_ADAPTERS, '/s', '/v', 'Driver*'], { windowsHide: true });
  const { stdout } = await orNone(query, { stdout: '', stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => /DriverDesc|DriverVersion/.test(line))
    .map((line) => line.trim())
    .join(' ');
}

const text = async (path: string): Promise<string> => (await orNone(readFile(path, 'utf8'), '')).trim();

/** Not every system has every source, which is no fault. */
const orNone = <T>(source: Promise<T>, none: T): Promise<T> => source.catch(() => none);
